/** Whether a text looks like the name of an AWS region; which ones there are changes too often to be known here. */
export const isRegion = (region: string): boolean => /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/.test(region)
