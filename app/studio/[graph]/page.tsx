import type { Metadata } from 'next'
import { Workbench } from '../workbench/workbench.tsx'

export const metadata: Metadata = { title: 'Studio' }

type Props = { params: Promise<{ graph: string }>; searchParams: Promise<{ from?: string | string[] }> }

/** `from`: the graphs by which one came, outermost first, with commas between. */
export default async function GraphPage({ params, searchParams }: Props) {
  const { graph } = await params
  const { from } = await searchParams
  const trail = typeof from === 'string' ? from.split(',').filter((id) => id !== '') : []
  return <Workbench graphId={graph} trail={trail} />
}
