// In a process of its own: the package unpacks into the folder for temporary files, with its libraries when it takes
// this for AWS.
import chromium from '@sparticuz/chromium'

await chromium.executablePath()
