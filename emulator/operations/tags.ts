import { required, taggableId } from '../checks.ts'
import { invalid, refuse } from '../errors.ts'
import { read, write } from '../operation.ts'
import type { Organization, Policy, Target } from '../organization.ts'
import { page, paging } from '../pages.ts'
import { checkKeys, MOST_TAGS, mergedTags, tagKeys, tagList } from '../tags.ts'

function findTagged(organization: Organization, id: string): Target | Policy {
  return organization.targets.get(id) ?? organization.policies.get(id) ?? refuse('TargetNotFoundException')
}

function findTaggable(organization: Organization, id: string): Target | Policy {
  const found = findTagged(organization, id)
  return 'awsManaged' in found && found.awsManaged ? invalid('TARGET_NOT_SUPPORTED') : found
}

const tagResource = write({ ResourceId: taggableId, Tags: required(tagList) }, (organization, { ResourceId, Tags }) => {
  const resource = findTaggable(organization, ResourceId)
  resource.tags = mergedTags(resource.tags, Tags)
  return undefined
})

const untagResource = write(
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
