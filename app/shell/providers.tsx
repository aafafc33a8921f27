'use client'

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, isTRPCClientError } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import { LiveProvider } from '#app/live/live-provider.tsx'
import { noteServerDate } from '#app/ui/clock.ts'
import { ToastProvider } from '#app/ui/toast.tsx'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import type { AppRouter } from '#server/api/router.ts'
import { goToSignIn } from './sign-in-link.ts'
import { chosenTenant } from './tenant.ts'
import { TRPCProvider } from './trpc.ts'

const codeOf = (error: unknown): string | undefined =>
  isTRPCClientError<AppRouter>(error) ? error.data?.code : undefined

/** Refused is refused: only what may be better in a moment is tried again. */
const isPassing = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === undefined || code === 'BAD_GATEWAY' || code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT'
}

/** ms between tries of what failed because something is away: a console left alone finds back by itself. */
const COMES_BACK = 5_000

const onError = (error: unknown) => {
  if (codeOf(error) === 'UNAUTHORIZED') goToSignIn()
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (n) => 500 * 2 ** n,
        refetchInterval: ({ state }) => (state.status === 'error' && isPassing(state.error) ? COMES_BACK : false),
      },
      mutations: { retry: false },
    },
  })
}

const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: '/api/trpc',
        transformer: superjson,
        maxURLLength: 8_000,
        fetch: async (input, init) => {
          const answer = await fetch(input, init as RequestInit)
          noteServerDate(answer.headers.get('date'))
          return answer
        },
        headers: () => {
          const tenant = chosenTenant()
          return tenant === null ? {} : { 'x-tenant': tenant }
        },
      }),
    ],
  })

/** What every page stands in: API, cache, realtime, tooltips, toasts. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(createClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <LiveProvider>
          <TooltipProvider>
            <ToastProvider>{children}</ToastProvider>
          </TooltipProvider>
        </LiveProvider>
      </TRPCProvider>
    </QueryClientProvider>
  )
}
