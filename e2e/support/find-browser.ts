import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { z } from 'zod'
import { withLock } from '#platform/local/file-lock.ts'
import { cacheDir, projectRoot } from '#platform/local/project.ts'
import { onPath } from '#platform/local/redis-binary.ts'

/** How Playwright starts a Chromium. */
export type Browser = { executablePath: string; args: string[]; env?: Record<string, string> }

const ARGS = ['--no-sandbox', '--disable-dev-shm-usage']
/** A browser without a graphics card draws by software. */
const SOFTWARE_GRAPHICS = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']

/** CHROME_PATH, else a Chromium of the system's, else Playwright's own, else the one that an npm package brings. */
export function findBrowser(env: Record<string, string | undefined> = process.env): Promise<Browser> {
  const given = env.CHROME_PATH
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`CHROME_PATH is ${given}, where there is no file`)
    return Promise.resolve({ executablePath: given, args: ARGS })
  }
  const installed =
    onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], env.PATH ?? '') ??
    [chromium.executablePath()].find((file) => existsSync(file))
  if (installed !== undefined) return Promise.resolve({ executablePath: installed, args: ARGS })
  return unpackedBrowser()
}

/** The browser inside @sparticuz/chromium, with its libraries and fonts, unpacked once into the cache. */
async function unpackedBrowser(): Promise<Browser> {
  const manifest = path.join(projectRoot, 'node_modules/@sparticuz/chromium/package.json')
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, 'utf8')))
  const folder = path.join(cacheDir, `chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(cacheDir, { recursive: true })
    await withLock(`${folder}.lock`, 120_000, async () => {
      if (!existsSync(folder)) await unpack(folder)
    })
  }
  return {
    executablePath: path.join(folder, 'chromium'),
    args: [...ARGS, ...SOFTWARE_GRAPHICS],
    env: {
      ...Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : []))),
      LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
    },
  }
}

async function unpack(folder: string): Promise<void> {
  const work = await mkdtemp(`${folder}-`)
  try {
    execFileSync(process.execPath, [path.join(projectRoot, 'e2e/support/unpack-browser.mjs')], {
      cwd: projectRoot,
      env: { ...process.env, TMPDIR: work, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await writeFile(path.join(work, 'fonts/fonts.conf'), fontSettings(folder))
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The package's own settings name folders of AWS; without a font Chromium ends at the first text. */
const fontSettings = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`
