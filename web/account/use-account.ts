/** Lists of the account and changes to them, with a step-up where the server wants one. https://tanstack.com/query/latest/docs/framework/react/guides/mutations */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../design/appearance-context.ts';
import { useCarefulCall } from '../session/step-up-context.ts';
import { ApiFailure, callApi } from '../session/json-api.ts';
import type { ApiCall } from '../session/json-api.ts';
import { useSend } from '../session/session-context.ts';

/** A list of the account. */
export function useAccountList<T>(name: 'devices' | 'passkeys'): UseQueryResult<T[]> {
  const send = useSend();
  return useQuery({
    queryKey: ['account', name],
    queryFn: async ({ signal }) => {
      const answer = await callApi(send, `/api/account/${name}`, { signal });
      return answer as T[];
    },
  });
}

/** Calls a route; where a strong factor is wanted first, asks for it and calls once more. */
export function useCareful(): (route: string, call: ApiCall) => Promise<unknown> {
  const call = useCarefulCall();
  return (route, given) => call(`/api/account/${route}`, given);
}

/** Does something to the account: says how it went and reads the lists anew. */
export function useDoing(): (done: string, act: () => Promise<unknown>) => Promise<boolean> {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const { language } = useAppearance();
  return async (done, act) => {
    try {
      await act();
      void message.success(done);
      return true;
    } catch (failure) {
      const said = failure instanceof ApiFailure ? failure.said[language] : undefined;
      const status = failure instanceof ApiFailure ? failure.status : undefined;
      void message.error(
        said ??
          (status === undefined
            ? t('account.passkeyFailed')
            : status === 0
              ? t('app.error.offline')
              : t('app.error.server', { status })),
      );
      return false;
    } finally {
      void client.invalidateQueries({ queryKey: ['account'] });
    }
  };
}
