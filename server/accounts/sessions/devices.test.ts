/** What a person is told of a browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentFamily } from './devices.ts';

const mozilla = 'Mozilla/5.0';
const agents: [header: string | undefined, family: string][] = [
  [`${mozilla} (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36`, 'Chrome · Windows'],
  [`${mozilla} (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge · Windows'],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1`, 'Safari · macOS'],
  [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604`, 'Chrome · iOS'],
  [`${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox · Linux'],
  [`${mozilla} (Linux; Android 14) Chrome/120 MicroMessenger/8.0`, '微信 · Android'],
  [`${mozilla} (Phone; OpenHarmony 5.0) Chrome/114 HuaweiBrowser/5`, '华为浏览器 · HarmonyOS'],
  ['curl/8', '其他浏览器 · 其他系统'],
  [undefined, '其他浏览器 · 其他系统'],
];
for (const [header, family] of agents) {
  test(`${header} is ${family}`, () => assert.equal(agentFamily(header), family));
}
