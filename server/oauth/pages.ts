/**
 * The three pages that the authorization server shows by itself: an error, a question before
 * signing out, and the end of it. No script, nothing loaded.
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */

/** The page of an error that cannot be sent back to an app. */
export function errorPage(out: { error?: unknown; error_description?: unknown }): string {
  const detail = [out.error, out.error_description].filter((part) => part !== undefined);
  return page(
    '无法继续登录 · Sign-in cannot go on',
    `<p>请求有误或已过期，请回到应用重新登录。<br>
    The request is wrong or has expired: go back to the app and sign in again.</p>
    <p class="detail">${escape(detail.map(String).join(': '))}</p>`,
  );
}

/**
 * The question before signing out.
 * @param form the provider's form, `op.logoutForm`, with its secret against forged requests.
 */
export function signOutPage(form: string): string {
  return page(
    '退出登录？· Sign out?',
    `${form}
    <p>所有由此登录打开的应用都会退出。<br>Every app opened by this sign-in is signed out.</p>
    <button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>
      退出 · Sign out</button>
    <button type="submit" form="op.logoutForm">保持登录 · Stay signed in</button>`,
  );
}

/** What is shown after signing out where the app named no page of its own. */
export function signedOutPage(): string {
  return page('已退出登录 · Signed out', '<p>可以关闭此页。<br>You may close this page.</p>');
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>
    body { font: 16px/1.6 system-ui, sans-serif; color: #1f2329; margin: 15vh auto 0;
      max-width: 26rem; padding: 0 1.5rem }
    h1 { font-size: 1.25rem }
    button { font: inherit; padding: .5rem 1rem; margin: .25rem .5rem .25rem 0 }
    .detail { color: #646a73; font-size: .875rem; overflow-wrap: anywhere }
  </style>
</head>
<body>
<main><h1>${title}</h1>${body}</main>
</body>
</html>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
