import type { Edit, Finding, Fix, Severity } from '../findings.ts'

/** What is wrong with one node or edge, before it is known where that stands: `path` is inside the thing. */
export type Verdict = Pick<Finding, 'code' | 'severity' | 'message' | 'at' | 'fix'> & { readonly path: string }

/** `severity` is `error` unless said otherwise. */
export type More = { severity?: Severity; at?: Finding['at']; fix?: Fix | undefined }

export type Say = (code: string, message: string, path: string, more?: More) => void

/** What is being judged: fixes name it by id. */
export type Subject = { readonly change: 'node' | 'edge'; readonly id: string } | { readonly change: 'document' }

export function verdict(code: string, message: string, path: string, more: More = {}): Verdict {
  const { severity = 'error', at, fix } = more
  return { code, severity, message, path, ...(at === undefined ? {} : { at }), ...(fix === undefined ? {} : { fix }) }
}

/** Puts another value at a dotted path of the subject; without a value, takes away what is there. */
export function setAt(subject: Subject, path: string, value?: unknown): Edit {
  return { ...subject, path: path.split('.'), ...(value === undefined ? {} : { value }) }
}

/** A fix that is one edit. */
export const fixBy = (label: string, edit: Edit): Fix => ({ label, edits: [edit] })

/** A verdict as a finding, at its place in the document. */
export function placed(found: Verdict, about: Pick<Finding, 'nodes' | 'edges'>, prefix: string): Finding {
  const { path, code, severity, message, at, fix } = found
  return {
    code,
    severity,
    message,
    ...about,
    path: prefix === '' ? path : path === '' ? prefix : `${prefix}.${path}`,
    ...(at === undefined ? {} : { at }),
    ...(fix === undefined ? {} : { fix }),
  }
}
