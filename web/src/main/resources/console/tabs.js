// Tabs as WAI-ARIA has them: the arrow keys go through them, Tab goes on into the panel.

export function tabs(list) {
  const all = [...list.querySelectorAll('[role="tab"]')];
  const open = (tab) => {
    for (const one of all) {
      one.setAttribute('aria-selected', String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      document.getElementById(one.getAttribute('aria-controls')).hidden = one !== tab;
    }
  };
  for (const tab of all) tab.addEventListener('click', () => open(tab));
  list.addEventListener('keydown', (e) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!way) return;
    const next = all[(all.indexOf(document.activeElement) + way + all.length) % all.length];
    open(next);
    next.focus();
  });
  open(all[0]);
}
