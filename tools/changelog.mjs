/**
 * The changelog as it is kept here: a heading, a sentence about the page, and one list per version. Changesets puts its
 * section between heading and sentence, with a list for each kind of change.
 *
 * @param text the changelog, after `changeset version` or without a run of it
 * @param version the section that gets what is unreleased
 */
export function oneList(text, version) {
  const [heading, ...rest] = text.split(/^(?=## )/m);
  const { title, preface } = split(heading);
  const sections = rest.map((section) => {
    const [name, ...body] = section.split('\n');
    return { name: name.slice(3).trim(), lines: body };
  });
  const isNew = ({ name }) => name === version || name === 'Unreleased';
  const { lines, prefaces } = sections.reduce(collect(isNew), { lines: [], prefaces: [preface] });
  const others = sections.filter((section) => !isNew(section));
  return [
    title,
    prefaces.filter(Boolean).join('\n\n'),
    lines.length > 0 ? `## ${version}\n\n${lines.join('\n')}` : '',
    ...others.map(({ name, lines: body }) => `## ${name}\n\n${body.join('\n').trim()}`),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function split(heading) {
  const [title, ...preface] = heading.split('\n');
  return { title: title.trim(), preface: preface.join('\n').trim() };
}

const isItem = (line) => /^(- | {2})/.test(line);

/** Items of lists, with the lines that belong to them; any other text is the sentence that was pushed down. */
const collect =
  (isNew) =>
  ({ lines, prefaces }, section) => {
    if (!isNew(section)) return { lines, prefaces };
    const body = section.lines.filter((line) => line.trim() !== '' && !line.startsWith('### '));
    return {
      lines: [...lines, ...body.filter(isItem)],
      prefaces: [...prefaces, body.filter((line) => !isItem(line)).join('\n')],
    };
  };
