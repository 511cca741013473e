/**
 * The FHIR source of a fact: its JSON as the store holds it, its version, and the way along its
 * references.
 */
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { exactText } from '../../design/moment.ts';
import { Failed, LoadingRows } from '../../design/states.tsx';
import { batch, resourceOf } from '../../fhir/client.ts';
import { useSend } from '../../session/session-context.ts';
import { JsonView } from './JsonView.tsx';
import './opened.css';

/** `start` is the key of the first resource, `Observation/1`. */
export function SourceDrawer({ start, close }: { start: string; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const [path, setPath] = useState([start]);
  const send = useSend();
  const key = path.at(-1) ?? start;
  const before = path.at(-2);
  const source = useQuery({
    queryKey: ['source', key],
    queryFn: async ({ signal }) => resourceOf((await batch(send, [key], signal))[0]),
    gcTime: 60_000,
  });
  const meta = source.data?.meta;
  return (
    <Drawer
      open
      onClose={close}
      size="min(640px, 100vw)"
      title={`${t('source.title')} · ${key.split('/')[0]}`}
      extra={
        source.data === undefined ? null : <Copy text={JSON.stringify(source.data, null, 2)} />
      }
      styles={{ body: { padding: 0 } }}
    >
      <div className="source-meta">
        {before === undefined ? null : (
          <Button size="small" onClick={() => setPath(path.slice(0, -1))}>
            <Icon name="back" /> {t('source.back', { key: before.split('/')[0] ?? before })}
          </Button>
        )}
        <code>{key}</code>
        {meta?.versionId === undefined ? null : (
          <span>{t('source.version', { version: meta.versionId })}</span>
        )}
        {meta?.lastUpdated === undefined ? null : (
          <span>{t('source.updated', { date: exactText(meta.lastUpdated) })}</span>
        )}
      </div>
      {source.isPending ? <LoadingRows rows={14} widths={[60]} /> : null}
      {source.isError ? <Failed error={source.error} retry={() => void source.refetch()} /> : null}
      {source.data === undefined ? null : (
        <JsonView value={source.data} follow={(next) => setPath([...path, next])} />
      )}
    </Drawer>
  );
}

function Copy({ text }: { text: string }): ReactNode {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return <Button onClick={copy}>{copied ? t('source.copied') : t('source.copy')}</Button>;
}
