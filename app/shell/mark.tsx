/** The studio's mark: a dial whose hand has reached its state. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" fill="none" aria-hidden="true">
      <path d="M22.6 19.2A10 10 0 1 1 24 14" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M14 14 19 9.4" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      <circle cx="14" cy="14" r="2.6" fill="currentColor" />
      <circle cx="24" cy="14" r="2" fill="var(--state-active)" />
    </svg>
  )
}
