/** Whether a topic matches an MQTT topic filter: `+` stands for one level, `#` at the end for all the rest ("MQTT topics"). */
export function matchesTopicFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, segment] of wanted.entries()) {
    if (segment === '#') return index === wanted.length - 1;
    if (levels[index] === undefined || (segment !== '+' && segment !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
