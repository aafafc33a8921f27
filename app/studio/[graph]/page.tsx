import type { Metadata } from 'next'
import { Workbench } from '../workbench/workbench.tsx'

export const metadata: Metadata = { title: 'Studio' }

export default async function GraphPage({ params }: { params: Promise<{ graph: string }> }) {
  const { graph } = await params
  return <Workbench graphId={graph} />
}
