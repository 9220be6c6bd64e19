import { childId, name, oneOf, optional, parentId, required, unitId } from '../checks.ts'
import { refuse, violated } from '../errors.ts'
import { findChild, findContainer, findUnit } from '../find.ts'
import { fresh, letters } from '../ids.ts'
import { read, write } from '../operation.ts'
import type { Organization, Unit } from '../organization.ts'
import { addUnit, attachFullAccess, entity, inside, lineage, removeUnit } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { mergedTags, tagList } from '../tags.ts'
import { unitView } from '../views.ts'

/** Organizations User Guide, "Quotas": five levels below the root, 2,000 OUs. */
export const DEEPEST_UNIT = 5
const MOST_UNITS = 2_000

const shown = (organization: Organization, unit: Unit) => ({ OrganizationalUnit: unitView(organization, unit) })

const createOrganizationalUnit = write(
  { ParentId: parentId, Name: required(name), Tags: optional(tagList) },
  (organization, { ParentId, Name, Tags }) => {
    const parent = findContainer(organization, ParentId)
    if (lineage(parent).length > DEEPEST_UNIT) violated('OU_DEPTH_LIMIT_EXCEEDED')
    if (organization.units >= MOST_UNITS) violated('OU_NUMBER_LIMIT_EXCEEDED')
    if (parent.unitNames.has(Name)) refuse('DuplicateOrganizationalUnitException')
    const tags = mergedTags(new Map(), Tags ?? [])
    const id = fresh(organization.taken, () => `ou-${organization.root.id.slice(2)}-${letters(8)}`)
    const unit: Unit = { kind: 'ORGANIZATIONAL_UNIT', ...entity(id, Name), ...inside(), parent, tags }
    addUnit(organization, unit)
    attachFullAccess(organization, unit, organization.enabled)
    return shown(organization, unit)
  },
)

const updateOrganizationalUnit = write(
  { OrganizationalUnitId: unitId, Name: optional(name) },
  (organization, { OrganizationalUnitId, Name }) => {
    const unit = findUnit(organization, OrganizationalUnitId)
    const { unitNames } = unit.parent
    if (Name !== undefined && Name !== unit.name) {
      if (unitNames.has(Name)) refuse('DuplicateOrganizationalUnitException')
      unitNames.delete(unit.name)
      unitNames.add(Name)
      unit.name = Name
    }
    return shown(organization, unit)
  },
)

const deleteOrganizationalUnit = write({ OrganizationalUnitId: unitId }, (organization, { OrganizationalUnitId }) => {
  const unit = findUnit(organization, OrganizationalUnitId)
  if (unit.units.length + unit.accounts.length > 0) refuse('OrganizationalUnitNotEmptyException')
  removeUnit(organization, unit)
  return undefined
})

const describeOrganizationalUnit = read({ OrganizationalUnitId: unitId }, (organization, { OrganizationalUnitId }) =>
  shown(organization, findUnit(organization, OrganizationalUnitId)),
)

const listOrganizationalUnitsForParent = read({ ParentId: parentId, ...paging }, (organization, input) => {
  const { units } = findContainer(organization, input.ParentId)
  const { ids, NextToken } = page(`ListOrganizationalUnitsForParent ${input.ParentId}`, units, input)
  return { OrganizationalUnits: ids.map((id) => unitView(organization, findUnit(organization, id))), NextToken }
})

const listChildren = read(
  { ParentId: parentId, ChildType: required(oneOf(['ACCOUNT', 'ORGANIZATIONAL_UNIT'])), ...paging },
  (organization, input) => {
    const { ParentId, ChildType: Type } = input
    const { accounts, units } = findContainer(organization, ParentId)
    const { ids, NextToken } = page(`ListChildren ${ParentId} ${Type}`, Type === 'ACCOUNT' ? accounts : units, input)
    return { Children: ids.map((Id) => ({ Id, Type })), NextToken }
  },
)

const listParents = read({ ChildId: childId, ...paging }, (organization, input) => {
  const { parent } = findChild(organization, input.ChildId)
  const { ids, NextToken } = page(`ListParents ${input.ChildId}`, [parent.id], input)
  return { Parents: ids.map((Id) => ({ Id, Type: parent.kind })), NextToken }
})

export const unitOperations = {
  CreateOrganizationalUnit: createOrganizationalUnit,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListChildren: listChildren,
  ListParents: listParents,
}
