import styles from './inspector.module.css'

/** Begins a part of a form. */
export const Heading = ({ children }: { children: string }) => <h3 className={styles.heading}>{children}</h3>
