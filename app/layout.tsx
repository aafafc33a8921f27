import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './ui/tokens.css'
import './ui/base.css'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AppFrame } from './shell/app-frame.tsx'
import { Providers } from './shell/providers.tsx'

export const metadata: Metadata = {
  title: { default: 'Sentient Studio', template: '%s · Sentient Studio' },
  description: 'Draw, run and change live games.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0c0e11' },
    { media: '(prefers-color-scheme: light)', color: '#f3f4f6' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The chosen theme stands in the page as it is sent, so that no frame is painted in the other one.
  const theme = (await cookies()).get('theme')?.value
  return (
    <html
      lang="en"
      {...(theme === 'dark' || theme === 'light' ? { 'data-theme': theme } : {})}
      suppressHydrationWarning
    >
      <body>
        <Providers>
          <AppFrame>{children}</AppFrame>
        </Providers>
      </body>
    </html>
  )
}
