'use client'

import { type FormEvent, useRef, useState } from 'react'
import { signIn } from '#app/shell/auth.ts'
import { Mark } from '#app/shell/mark.tsx'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import styles from './sign-in.module.css'

/** E-mail and password; afterwards to where the person wanted to go. */
export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const password = useRef<HTMLInputElement>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    const refused = await signIn(String(form.get('email') ?? '').trim(), String(form.get('password') ?? ''))
    if (refused === null) return window.location.assign(next)
    setBusy(false)
    setProblem(refused)
    password.current?.select()
  }

  return (
    <main className={styles.page}>
      <div className={styles.dial} aria-hidden>
        <Dial />
      </div>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <header className={styles.head}>
          <Mark size={36} />
          <h1 className={styles.title}>Sentient Studio</h1>
          <p className={styles.lead}>Draw the game. Run the room. Change both while it plays.</p>
        </header>
        <Field label="E-mail">
          <Input name="email" type="email" autoComplete="username" required autoFocus spellCheck={false} />
        </Field>
        <Field label="Password">
          <Input ref={password} name="password" type="password" autoComplete="current-password" required />
        </Field>
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Sign in
        </Button>
        <p className={styles.foot}>No account? The owner of your venue adds people.</p>
      </form>
    </main>
  )
}

const MINUTES = Array.from({ length: 60 }, (_, minute) => ({ degrees: minute * 6, hour: minute % 5 === 0 }))

/** Sixty marks of a game's hour. */
function Dial() {
  return (
    <svg viewBox="-100 -100 200 200" fill="none" aria-hidden="true">
      {MINUTES.map(({ degrees, hour }) => (
        <line
          key={degrees}
          y1={-96}
          y2={hour ? -88 : -92}
          stroke="currentColor"
          strokeWidth={hour ? 0.6 : 0.3}
          transform={`rotate(${degrees})`}
        />
      ))}
    </svg>
  )
}
