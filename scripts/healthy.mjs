// Whether each of the given URLs answers well: the health check of containers. Exit code 0 or 1.
const answers = await Promise.allSettled(
  process.argv.slice(2).map((url) => fetch(url, { signal: AbortSignal.timeout(4000) })),
)
const ill = answers.filter((answer) => answer.status === 'rejected' || !answer.value.ok)
process.exit(answers.length > 0 && ill.length === 0 ? 0 : 1)
