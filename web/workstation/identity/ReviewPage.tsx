/**
 * Two records side by side, and the question whether they are one person: answered with one key.
 * https://hl7.org/fhir/R4/linkage.html
 */
import { Button, Input, Tag } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { Empty, Failed, LoadingRows } from '../../design/states.tsx';
import { PairTable } from './PairTable.tsx';
import { type Pair, keyOf, nameOf } from './pairs.ts';
import './review.css';
import { type Review, type Said, useReview } from './use-review.ts';

/** The page of who keeps the index. */
export function ReviewPage(): ReactNode {
  const { t } = useTranslation();
  const review = useReview();
  const { pairs, at } = review;
  const pair = pairs?.[at];
  return (
    <div className="review">
      <header className="review-head">
        <h1>{t('identity.title')}</h1>
        <p className="review-count">
          {t('identity.waiting', { n: review.total })}
          {review.decided > 0 ? ` · ${t('identity.decided', { n: review.decided })}` : ''}
        </p>
      </header>
      {review.failure === undefined ? null : (
        <Failed compact error={review.failure} retry={review.again} />
      )}
      {pairs === undefined ? (
        <LoadingRows rows={8} />
      ) : pair === undefined ? (
        <Empty text={t('identity.nothing')}>
          {review.canUndo ? <Undo review={review} /> : null}
        </Empty>
      ) : (
        <div className="review-body">
          <Queue review={review} />
          <Deciding key={keyOf(pair)} pair={pair} review={review} />
        </div>
      )}
    </div>
  );
}

function Queue({ review }: { review: Review }): ReactNode {
  const { t } = useTranslation();
  return (
    <nav className="review-queue" aria-label={t('identity.queue')}>
      <ol>
        {(review.pairs ?? []).map((pair, at) => (
          <li key={keyOf(pair)}>
            <button
              type="button"
              aria-current={at === review.at ? 'true' : undefined}
              onClick={() => review.choose(at)}
            >
              <span>
                {nameOf(pair.a)} · {nameOf(pair.b)}
              </span>
              <small>
                {pair.alert === undefined
                  ? percent(pair.probability)
                  : t(`identity.alert.${pair.alert}`, { defaultValue: pair.alert })}
              </small>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(share > 0.99 ? 2 : 0)} %`;

const reasons = {
  same: ['same-card', 'same-person-known', 'typing-error'],
  different: ['two-people-known', 'relatives', 'other-card'],
} as const;

function Deciding({ pair, review }: { pair: Pair; review: Review }): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const decide = (said: Said) =>
    void review.decide(said, reason.trim() === '' ? t(`identity.standard.${said}`) : reason.trim());
  useKeys({
    s: () => decide('same'),
    '1': () => decide('same'),
    d: () => decide('different'),
    '2': () => decide('different'),
    l: () => review.move(1),
    '3': () => review.move(1),
    u: () => review.canUndo && void review.undo(t('identity.undone')),
    arrowdown: () => review.move(1),
    arrowup: () => review.move(-1),
  });
  return (
    <section className="review-pair" aria-label={t('identity.pair')}>
      <p className="review-verdict">
        <strong>
          {t(pair.alert === undefined ? 'identity.probability' : 'identity.agreement', {
            percent: percent(pair.probability),
          })}
        </strong>
        {pair.alert === undefined ? null : (
          <Tag color="error" icon={<Icon name="alert" />}>
            {t(`identity.alert.${pair.alert}`, { defaultValue: pair.alert })}
          </Tag>
        )}
      </p>
      {pair.alert === undefined ? null : (
        <p className="review-why">{t(`identity.why.${pair.alert}`, { defaultValue: '' })}</p>
      )}
      <PairTable pair={pair} />
      <div className="review-reasons">
        {[...reasons.same, ...reasons.different].map((code) => (
          <Button key={code} size="small" onClick={() => setReason(t(`identity.reason.${code}`))}>
            {t(`identity.reason.${code}`)}
          </Button>
        ))}
        <Input
          aria-label={t('identity.because')}
          placeholder={t('identity.because')}
          value={reason}
          maxLength={200}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
      <div className="review-deeds">
        <Button type="primary" disabled={review.busy} onClick={() => decide('same')}>
          {t('identity.same')} <kbd>S</kbd>
        </Button>
        <Button danger disabled={review.busy} onClick={() => decide('different')}>
          {t('identity.different')} <kbd>D</kbd>
        </Button>
        <Button disabled={review.busy} onClick={() => review.move(1)}>
          {t('identity.later')} <kbd>L</kbd>
        </Button>
        <Undo review={review} />
      </div>
    </section>
  );
}

function Undo({ review }: { review: Review }): ReactNode {
  const { t } = useTranslation();
  return (
    <Button
      type="text"
      disabled={!review.canUndo || review.busy}
      onClick={() => void review.undo(t('identity.undone'))}
    >
      {t('identity.undo')} <kbd>U</kbd>
    </Button>
  );
}

/** Keys decide, but not while somebody types a reason. */
function useKeys(deeds: Readonly<Record<string, () => unknown>>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.closest('input,textarea');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const deed = deeds[event.key.toLowerCase()];
      if (deed === undefined) return;
      event.preventDefault();
      deed();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}
