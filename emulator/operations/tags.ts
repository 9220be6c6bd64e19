import { required, taggableId } from '../checks.ts'
import { invalid, refuse } from '../errors.ts'
import { policyWrite, read } from '../operation.ts'
import type { Organization, Policy, ResourcePolicy, Target } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { checkKeys, MOST_TAGS, mergedTags, tagKeys, tagList } from '../tags.ts'

type Tagged = Target | Policy | ResourcePolicy

function findTagged(organization: Organization, id: string): Tagged {
  const { targets, policies, resourcePolicy } = organization
  const found = targets.get(id) ?? policies.get(id)
  return found ?? (resourcePolicy?.id === id ? resourcePolicy : refuse('TargetNotFoundException'))
}

function findTaggable(organization: Organization, id: string): Tagged {
  const found = findTagged(organization, id)
  return 'awsManaged' in found && found.awsManaged ? invalid('TARGET_NOT_SUPPORTED') : found
}

const tagResource = policyWrite(
  { ResourceId: taggableId, Tags: required(tagList) },
  (organization, { ResourceId, Tags }) => {
    const resource = findTaggable(organization, ResourceId)
    resource.tags = mergedTags(resource.tags, Tags)
    return undefined
  },
)

const untagResource = policyWrite(
  { ResourceId: taggableId, TagKeys: required(tagKeys) },
  (organization, { ResourceId, TagKeys }) => {
    const { tags } = findTaggable(organization, ResourceId)
    checkKeys(TagKeys)
    for (const key of TagKeys) tags.delete(key)
    return undefined
  },
)

const listTagsForResource = read({ ResourceId: taggableId, NextToken: paging.NextToken }, (organization, input) => {
  const { tags } = findTagged(organization, input.ResourceId)
  const { ids, NextToken } = page(`ListTagsForResource ${input.ResourceId}`, [...tags.keys()].sort(), input, MOST_TAGS)
  return { Tags: ids.map((Key) => ({ Key, Value: tags.get(Key) })), NextToken }
})

export const tagOperations = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
}
