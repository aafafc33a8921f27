// node scripts/complete-lock.mjs [--check]: names in package-lock.json the packages for other systems (`optional`)
// that the registry in use could not give when the lock was written. npm leaves those out, and `npm ci` then refuses
// the lock everywhere. On a system that needs one, npm takes it from its own registry by the exact version.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundle.mjs'

/** @typedef {{ version?: string, dev?: boolean, license?: string, engines?: Record<string, string>, optionalDependencies?: Record<string, string> }} Entry */

const file = path.join(root, 'package-lock.json')
/** @type {{ packages: Record<string, Entry> }} */
const lock = JSON.parse(readFileSync(file, 'utf8'))

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x']

/** What a package like `@next/swc-linux-x64-musl` is for, from the words of its name. */
function platformOf(/** @type {string} */ name) {
  const words = name.split(/[/-]/)
  const os = SYSTEMS.find((one) => words.includes(one))
  const cpu = PROCESSORS.find((one) => words.includes(one))
  if (os === undefined || cpu === undefined) return undefined
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return { cpu: [cpu], ...(os === 'linux' ? { libc: [libc] } : {}), os: [os] }
}

/** @type {[string, Entry][]} */
const missing = Object.entries(lock.packages).flatMap(([at, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !(`node_modules/${name}` in lock.packages || `${at}/node_modules/${name}` in lock.packages))
    .map(([name, version]) => {
      const platform = platformOf(name)
      if (platform === undefined || !/^\d/.test(version))
        throw new Error(`${name}@${version} is missing from the lock, and its name does not tell what system it is for`)
      const { dev, engines, license = 'UNKNOWN' } = entry
      const added = {
        version,
        ...platform,
        ...(dev ? { dev } : {}),
        license,
        optional: true,
        ...(engines ? { engines } : {}),
      }
      return [`node_modules/${name}`, added]
    }),
)
if (missing.length === 0) console.log('the lock is complete')
else if (process.argv.includes('--check')) {
  console.error(
    `package-lock.json leaves out ${missing.map(([name]) => name).join(', ')}: run node scripts/complete-lock.mjs`,
  )
  process.exitCode = 1
} else {
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) })
  lock.packages = Object.fromEntries(packages.toSorted(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`added ${missing.map(([name]) => name).join(', ')}`)
}
