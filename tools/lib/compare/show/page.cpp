#include "lib/compare/show/page.hpp"

namespace calpkg::compare {

const char* const kPageStyle = R"(
:root { color-scheme: light dark; --line: #8884; --old: #f003; --new: #0a03; --quiet: #8882 }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif }
header { position: sticky; top: 0; z-index: 1; padding: .6em 1em; background: Canvas; border-bottom: 1px solid var(--line) }
header h1 { margin: 0 0 .4em; font-size: 1em; overflow-wrap: anywhere }
input { width: 100%; padding: .45em; font: inherit }
.page { display: grid; grid-template-columns: minmax(12em, 22em) minmax(0, 1fr); gap: 1em; padding: 0 1em }
nav { position: sticky; top: 6em; max-height: calc(100vh - 7em); overflow: auto; font-size: .9em }
nav ul { margin: 0; padding-left: 1em; list-style: none }
nav summary, main summary { cursor: pointer }
a { color: LinkText; text-decoration: none }
h2 { font-size: 1.15em; overflow-wrap: anywhere }
h3 { display: inline; font-size: 1em }
.row { margin: .3em 0; padding: .3em .5em; border-left: 4px solid var(--line); overflow-wrap: anywhere; scroll-margin-top: 7em }
.added { border-color: #0a0 }
.removed { border-color: #d00 }
.changed { border-color: #c80 }
.row:target { background: var(--quiet) }
code { font: .92em/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
table.sizes td, table.sizes th { padding: .1em .8em .1em 0; text-align: right }
table.diff { width: 100%; table-layout: fixed; border-collapse: collapse; font: .85em/1.4 ui-monospace, monospace }
.diff td { padding: 0 .4em; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4 }
.diff col.n { width: 4em }
.diff td.n { text-align: right; opacity: .6; user-select: none }
.diff .old { background: var(--old) }
.diff .new { background: var(--new) }
.diff td.none { background: none }
.diff .hunk td { background: var(--quiet); padding-top: .2em }
[hidden] { display: none !important }
@media (max-width: 50em) {
  .page { display: block }
  nav { position: static; max-height: 14em; border-bottom: 1px solid var(--line) }
  header { position: static }
  .row { scroll-margin-top: 0 }
  .diff, .diff tbody, .diff tr, .diff td { display: block }
  .diff td.n, .diff td.none, .diff tr.same td.right { display: none }
}
)";

const char* const kPageScript = R"(
const rows = [...document.querySelectorAll('.row')]
const texts = rows.map(row => row.textContent.toLowerCase())
const leaves = [...document.querySelectorAll('nav li[data-row]')]
function empty(box, inner) { return ![...box.querySelectorAll(inner)].some(one => !one.hidden) }
function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(word => word)
  let shown = 0
  rows.forEach((row, i) => {
    row.hidden = !words.every(word => texts[i].includes(word))
    if (!row.hidden) shown++
  })
  for (const box of document.querySelectorAll('main details.section, main section'))
    box.hidden = words.length > 0 && empty(box, '.row')
  for (const leaf of leaves) leaf.hidden = document.getElementById(leaf.dataset.row).hidden
  for (const branch of [...document.querySelectorAll('nav li:not([data-row])')].reverse()) {
    branch.hidden = empty(branch, 'li[data-row]')
    if (words.length > 0 && !branch.hidden) branch.firstElementChild.open = true
  }
  count.textContent = shown + ' of ' + rows.length + ' differences'
}
const query = document.getElementById('query'), count = document.getElementById('count')
query.addEventListener('input', search)
// #q=WORDS searches, so that what was found can be sent to others
function open() {
  if (location.hash.startsWith('#q=')) {
    query.value = decodeURIComponent(location.hash.slice(3))
    search()
    return
  }
  const row = location.hash && document.getElementById(location.hash.slice(1))
  if (!row) return
  for (let box = row; box; box = box.parentElement) if (box.tagName === 'DETAILS') box.open = true
  const own = row.querySelector('details')
  if (own) own.open = true
  row.scrollIntoView()
}
addEventListener('hashchange', open)
search()
open()
)";

} // namespace calpkg::compare
