import type { Finding } from '../findings.ts'
import { type More, placed, verdict } from './verdict.ts'

/** Collects findings with as little ceremony as possible. They are errors unless `more` says otherwise. */
export class Report {
  readonly findings: Finding[] = []

  node(code: string, node: string, message: string, path?: string, more?: More): void {
    this.add(code, message, { nodes: [node], edges: [] }, path, more)
  }

  edge(code: string, edge: string, message: string, path?: string, more?: More): void {
    this.add(code, message, { nodes: [], edges: [edge] }, path, more)
  }

  document(code: string, message: string, path?: string, more?: More): void {
    this.add(code, message, { nodes: [], edges: [] }, path, more)
  }

  private add(
    code: string,
    message: string,
    about: Pick<Finding, 'nodes' | 'edges'>,
    path: string | undefined,
    more: More | undefined,
  ): void {
    const { path: at, ...finding } = placed(verdict(code, message, path ?? '', more), about, '')
    this.findings.push(path === undefined ? finding : { ...finding, path: at ?? path })
  }
}
