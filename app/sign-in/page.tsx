import type { Metadata } from 'next'
import { safeNext } from '#app/shell/sign-in-link.ts'
import { SignInForm } from './sign-in-form.tsx'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return <SignInForm next={safeNext(typeof next === 'string' ? next : null)} />
}
