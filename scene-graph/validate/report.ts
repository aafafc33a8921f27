import type { Finding, Severity } from '../findings.ts'

/** Collects findings with as little ceremony as possible. */
export class Report {
  readonly findings: Finding[] = []

  node(severity: Severity, code: string, node: string, message: string, path?: string): void {
    this.findings.push({ code, severity, message, nodes: [node], edges: [], ...(path === undefined ? {} : { path }) })
  }

  edge(severity: Severity, code: string, edge: string, message: string, path?: string): void {
    this.findings.push({ code, severity, message, nodes: [], edges: [edge], ...(path === undefined ? {} : { path }) })
  }

  document(severity: Severity, code: string, message: string, path?: string): void {
    this.findings.push({ code, severity, message, nodes: [], edges: [], ...(path === undefined ? {} : { path }) })
  }
}
