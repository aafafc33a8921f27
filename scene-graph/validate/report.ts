import type { Finding, Severity } from '../findings.ts'

/** Collects findings with as little ceremony as possible. */
export class Report {
  readonly findings: Finding[] = []

  node(severity: Severity, code: string, node: string, message: string, path?: string, at?: Finding['at']): void {
    this.add({ code, severity, message, nodes: [node], edges: [] }, path, at)
  }

  edge(severity: Severity, code: string, edge: string, message: string, path?: string, at?: Finding['at']): void {
    this.add({ code, severity, message, nodes: [], edges: [edge] }, path, at)
  }

  document(severity: Severity, code: string, message: string, path?: string, at?: Finding['at']): void {
    this.add({ code, severity, message, nodes: [], edges: [] }, path, at)
  }

  private add(finding: Finding, path: string | undefined, at: Finding['at']): void {
    this.findings.push({ ...finding, ...(path === undefined ? {} : { path }), ...(at === undefined ? {} : { at }) })
  }
}
