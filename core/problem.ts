export type { Problem } from '../schemas/types/problem.ts'
