// Identifiers as the service model spells them (botocore 1.43, organizations/2016-11-28), anchored at both ends.

const ROOT = 'r-[0-9a-z]{4,32}'
const UNIT = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}'
const ACCOUNT = '\\d{12}'
const POLICY = 'p-[0-9a-zA-Z_]{8,128}'
const RESOURCE_POLICY = 'rp-[0-9a-zA-Z_]{4,128}'

const whole = (...alternatives: string[]): RegExp => new RegExp(`^(?:${alternatives.join('|')})$`)

export const ORGANIZATION_ID = whole('o-[a-z0-9]{10,32}')
export const ROOT_ID = whole(ROOT)
export const UNIT_ID = whole(UNIT)
export const ACCOUNT_ID = whole(ACCOUNT)
export const POLICY_ID = whole(POLICY)
export const PARENT_ID = whole(ROOT, UNIT)
export const CHILD_ID = whole(ACCOUNT, UNIT)
export const TARGET_ID = whole(ROOT, ACCOUNT, UNIT)
export const TAGGABLE_ID = whole(ROOT, ACCOUNT, UNIT, POLICY, RESOURCE_POLICY)
export const CREATE_REQUEST_ID = whole('car-[a-z0-9]{8,32}')
export const HANDSHAKE_ID = whole('h-[0-9a-z]{8,32}')
export const EMAIL = whole('[^\\s@]+@[^\\s@]+\\.[^\\s@]+')
export const ACCOUNT_NAME = /^[\u0020-\u007e]+$/
export const ROLE_NAME = /^(?!AWSServiceRoleFor)[\w+=,.@-]{1,64}$/
export const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
/** "Common cross-site scripting patterns" (service model); which ones AWS knows it does not say. */
export const SCRIPT = /<\s*\/?\s*(script|iframe|img|svg)\b|javascript:|\bon(error|load|click|mouseover)\s*=/i
