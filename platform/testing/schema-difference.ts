import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  type ColumnType,
  ColumnTypeEnum,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { QueryArrayConfig, QueryArrayResult } from 'pg'
import { projectRoot } from '../local/project.ts'

type Connection = Awaited<ReturnType<PrismaPg['connect']>>

/**
 * The SQL that would bring a database to `prisma/schema.prisma`; empty when there is nothing to change. As
 * `prisma migrate diff`, but by the engine's WebAssembly build, which needs no download. What Prisma's schema can't say
 * (partial indexes) is left alone.
 */
export async function schemaDifference(databaseUrl: string): Promise<string> {
  await loadEngine()
  const file = path.join(projectRoot, 'prisma/schema.prisma')
  const content = await readFile(file, 'utf8')
  const files = [{ path: file, content }]
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogueReader(databaseUrl))
  const differ = await engine.SchemaEngine.new({ datamodels: [[file, content]] }, () => undefined, factory)
  const { stdout } = await differ.diff({
    from: { tag: 'schemaDatasource', files, configDir: projectRoot },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: { externalTables: ['public._prisma_migrations'], externalEnums: [] },
  })
  return (stdout ?? '').replace('-- This is an empty migration.', '').trim()
}

let loaded: Promise<void> | undefined

function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const { instance } = await WebAssembly.instantiate(await readFile(entry.replace(/\.js$/, '.wasm')), {
      './schema_engine_bg.js': { ...engine },
    })
    engine.__wbg_set_wasm(instance.exports)
    const start = instance.exports.__wbindgen_start
    if (typeof start === 'function') start()
  })()
  return loaded
}

/** Types of PostgreSQL's own catalogue that the adapter knows nothing of: char, xid, regclass, regproc, int2vector, pg_node_tree. */
const CATALOGUE_TYPES = new Map<number, ColumnType>([
  [18, ColumnTypeEnum.Character],
  [28, ColumnTypeEnum.Int64],
  [2205, ColumnTypeEnum.Text],
  [24, ColumnTypeEnum.Text],
  [22, ColumnTypeEnum.Text],
  [194, ColumnTypeEnum.Text],
])
const TEXT = 25

/** Connections that read the catalogue too: its types go past the adapter as text, and get their own name afterwards. */
class CatalogueReader extends PrismaPg {
  override async connect(): Promise<Connection> {
    const connection = await super.connect()
    const types = new WeakMap<object, (ColumnType | undefined)[]>()
    const pool = connection.underlyingDriver()
    const ask = pool.query.bind(pool) as (config: QueryArrayConfig) => Promise<QueryArrayResult>
    const query = async (config: QueryArrayConfig): Promise<QueryArrayResult> => {
      const result = await ask(config)
      types.set(
        result.rows,
        result.fields.map((field) => CATALOGUE_TYPES.get(field.dataTypeID)),
      )
      for (const field of result.fields) if (CATALOGUE_TYPES.has(field.dataTypeID)) field.dataTypeID = TEXT
      return result
    }
    const read = connection.queryRaw.bind(connection)
    return Object.assign(connection, {
      client: Object.assign(Object.create(pool), { query }),
      queryRaw: async (sql: SqlQuery): Promise<SqlResultSet> => {
        const answer = await read(sql)
        const named = types.get(answer.rows) ?? []
        return { ...answer, columnTypes: answer.columnTypes.map((type, column) => named[column] ?? type) }
      },
    })
  }
}
