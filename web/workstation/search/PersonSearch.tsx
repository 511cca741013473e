/**
 * The search box and what it finds: a page of its own, or a panel under the bar of a chart.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
import { Button, Input } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { Empty, Failed, LoadingRows } from '../../design/states.tsx';
import type { Patient } from '../../fhir/shapes.ts';
import { useSettled } from '../../light/use-settled.ts';
import '../access/access.css';
import { CardCheck } from '../access/CardCheck.tsx';
import { go } from '../route.ts';
import { PeopleList } from './PeopleList.tsx';
import { personQuery } from './search-query.ts';
import type { TypedKind } from './search-query.ts';
import './search.css';
import { eachOnce, usePeople } from './use-people.ts';

/** `/` anywhere outside a field puts the cursor into the search. */
function useSlashKey(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const field = (event.target as HTMLElement).closest(
        'input, textarea, select, [contenteditable]',
      );
      if (event.key !== '/' || field !== null || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [focus]);
}

/** `place` is `page` for the search page, `bar` for the field in the bar above a chart. */
export function PersonSearch({ place }: { place: 'page' | 'bar' }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const input = useRef<InputRef>(null);
  const listId = useId();
  const settled = useSettled(typed);
  const found = usePeople(settled);
  const people = eachOnce((found.data?.pages ?? []).flatMap((page) => page.people));
  useSlashKey(() => input.current?.focus({ cursor: 'all' }));
  const open = (person: Patient | undefined) => {
    if (person?.id === undefined) return;
    setTyped('');
    input.current?.blur();
    go({ page: 'chart', patientId: person.id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((before) => Math.max(0, Math.min(people.length - 1, before + step)));
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) open(people[chosen]);
    if (event.key === 'Escape') setTyped('');
  };
  const asked = settled.trim() !== '' && typed.trim() !== '';
  const optionOf = (index: number) => `${listId}-${index}`;
  return (
    <section className={`person-search person-search-${place}`} aria-label={t('search.label')}>
      {place === 'page' ? <h1>{t('search.hintTitle')}</h1> : null}
      <Input
        ref={input}
        type="search"
        size={place === 'page' ? 'large' : 'middle'}
        prefix={<Icon name="search" />}
        suffix={<kbd aria-hidden="true">/</kbd>}
        autoFocus={place === 'page'}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={asked && people.length > 0}
        aria-controls={listId}
        {...(asked && people.length > 0 ? { 'aria-activedescendant': optionOf(chosen) } : {})}
        placeholder={t('search.placeholder')}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
      />
      {asked ? (
        <div className="person-results">
          <Found {...{ found, people, typed: settled, chosen, listId, optionOf, open }} />
        </div>
      ) : place === 'page' ? (
        <Hints />
      ) : null}
    </section>
  );
}

interface FoundProps {
  found: ReturnType<typeof usePeople>;
  people: Patient[];
  typed: string;
  chosen: number;
  listId: string;
  optionOf: (index: number) => string;
  open: (person: Patient) => void;
}

function Found(props: FoundProps): ReactNode {
  const { t } = useTranslation();
  const { found, people, typed } = props;
  const { kind, wrongIdNumber } = personQuery(typed);
  if (kind === 'nothing') return <Empty text={t('search.tooShort')} />;
  if (found.isPending) return <LoadingRows rows={4} widths={[14, 10, 16, 24, 22]} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (people.length === 0) {
    return (
      <>
        <Empty text={t('search.none', { text: typed.trim() })}>
          <p>{wrongIdNumber ? t('search.wrongIdNumber') : t('search.noneHelp')}</p>
        </Empty>
        <NobodyFound kind={kind} typed={typed} />
      </>
    );
  }
  const count = found.hasNextPage
    ? t('search.foundMore', { n: people.length })
    : t('search.found', { n: people.length });
  return (
    <>
      <p className="person-count" role="status">
        {count}
      </p>
      <PeopleList {...props} />
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('search.more')}
        </Button>
      ) : null}
    </>
  );
}

/** Nobody of one's own has this name or number: with the card at hand, others are found too. */
function NobodyFound({ kind, typed }: { kind: TypedKind; typed: string }): ReactNode {
  const { t } = useTranslation();
  const known =
    kind === 'name'
      ? { name: typed.trim() }
      : kind === 'id-number'
        ? { number: typed.replace(/\s/g, '') }
        : {};
  return (
    <section className="card here-check" aria-label={t('access.card.title')}>
      <h2>{t('access.card.title')}</h2>
      <p className="soft">{t('access.card.help')}</p>
      <CardCheck key={typed} known={known} />
    </section>
  );
}

function Hints(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="hints">
      <dl>
        {(['name', 'pinyin', 'id', 'phone'] as const).map((hint) => (
          <div key={hint}>
            <dt>{t(`search.hint.${hint}.0`)}</dt>
            <dd>{t(`search.hint.${hint}.1`)}</dd>
          </div>
        ))}
      </dl>
      <p>{t('search.keys')}</p>
    </div>
  );
}
