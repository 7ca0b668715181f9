import type { Text } from '../core/language.js';
import { Problem } from '../core/problem.js';

const embeddedWorks: Text = {
  en: 'The embedded model works without a network.',
  ja: '内蔵モデルはネットワークなしで使えます。',
};
const both = (a: Text, b: Text): Text => ({ en: `${a.en} ${b.en}`, ja: `${a.ja}${b.ja}` });
const kept: Text = {
  en: 'What has arrived is kept; run it again to go on from there.',
  ja: '受信済みの部分は残っています。もう一度実行すると続きから始まります。',
};

/** What can go wrong when a model is fetched. `hub` is the hub's address or folder without passwords, `file` the file as the hub names it. */
export const hubInvalid = (hub: string): Problem =>
  new Problem(
    'hub-invalid',
    {
      en: `"${hub}" is no hub: it is neither an address that begins with https:// or http:// nor a folder.`,
      ja: `「${hub}」はハブとして使えません。https:// または http:// で始まるアドレスか、フォルダーを指定してください。`,
    },
    { en: 'The usual one is https://huggingface.co.', ja: '通常は https://huggingface.co です。' },
  );

export const offline = (hub: string, reason: string, options?: ErrorOptions): Problem =>
  new Problem(
    'offline',
    { en: `${hub} cannot be reached (${reason}).`, ja: `${hub} に接続できません（${reason}）。` },
    both(
      {
        en: 'Check the network and the proxy settings, or name a mirror or a folder.',
        ja: 'ネットワークとプロキシの設定を確認するか、ミラーまたはフォルダーを指定してください。',
      },
      embeddedWorks,
    ),
    1,
    options,
  );

export const proxyRefused = (status: number, options?: ErrorOptions): Problem =>
  new Problem(
    'proxy-refused',
    status === 407
      ? { en: 'The proxy asks for a user name and a password (407).', ja: 'プロキシがユーザー名とパスワードを求めています（407）。' }
      : { en: `The proxy does not let the request through (${status}).`, ja: `プロキシがリクエストを通しません（${status}）。` },
    both({ en: 'Check the proxy settings.', ja: 'プロキシの設定を確認してください。' }, embeddedWorks),
    1,
    options,
  );

export const certificateRefused = (hub: string, reason: string, options?: ErrorOptions): Problem =>
  new Problem(
    'hub-certificate',
    { en: `The certificate of ${hub} is not trusted (${reason}).`, ja: `${hub} の証明書を信頼できません（${reason}）。` },
    {
      en: 'Where a company looks into its traffic, set the environment variable NODE_EXTRA_CA_CERTS to the file of its certificate.',
      ja: '社内で通信を検査している場合は、環境変数 NODE_EXTRA_CA_CERTS に社内の証明書ファイルを指定してください。',
    },
    1,
    options,
  );

export const notAtHub = (hub: string, file: string): Problem =>
  new Problem(
    'not-at-hub',
    { en: `${hub} has no ${file}.`, ja: `${hub} に ${file} がありません。` },
    {
      en: 'A mirror may not hold it: choose another hub, or another model.',
      ja: 'ミラーにはない場合があります。別のハブか、別のモデルを指定してください。',
    },
  );

export const notForAll = (hub: string, file: string, status: number): Problem =>
  new Problem(
    'not-for-all',
    {
      en: `${hub} does not give ${file} to everybody, or does not have it (${status}).`,
      ja: `${hub} の ${file} は公開されていないか、存在しません（${status}）。`,
    },
    {
      en: 'Where the hub wants a token, set the environment variable FREESEL_HUB_TOKEN.',
      ja: 'トークンが必要な場合は、環境変数 FREESEL_HUB_TOKEN に設定してください。',
    },
  );

export const hubBusy = (hub: string, seconds: number): Problem =>
  new Problem(
    'hub-busy',
    {
      en: `${hub} asks to wait ${written(seconds, 'en')}.`,
      ja: `${hub} が${written(seconds, 'ja')}待つよう求めています。`,
    },
    both({ en: 'Run it again later.', ja: '時間をおいて、もう一度実行してください。' }, kept),
  );

export const hubAnswer = (hub: string, what: Text): Problem =>
  new Problem(
    'hub-answer',
    { en: `${hub} gave an answer that cannot be used: ${what.en}.`, ja: `${hub} の応答を使えません：${what.ja}。` },
    {
      en: 'Check the address of the hub; a login page of the network may stand before it.',
      ja: 'ハブのアドレスを確認してください。ネットワークのログイン画面が表示されている可能性もあります。',
    },
  );

export const downgrade = (hub: string, to: string): Problem =>
  new Problem(
    'hub-downgrade',
    {
      en: `${hub} leads from https to ${to}: this is not followed.`,
      ja: `${hub} が https から ${to} へ転送しようとしたため、中止しました。`,
    },
    { en: 'Check the address of the hub.', ja: 'ハブのアドレスを確認してください。' },
  );

export const nothingArrives = (hub: string, times: number, reason: Text, options?: ErrorOptions): Problem =>
  new Problem(
    'nothing-arrives',
    {
      en: `${hub} sent nothing in ${times} attempts (${reason.en}).`,
      ja: `${hub} から ${times} 回続けて何も受信できませんでした（${reason.ja}）。`,
    },
    kept,
    1,
    options,
  );

export const wrongLength = (hub: string, file: string, bytes: string, about: string): Problem =>
  new Problem(
    'wrong-length',
    {
      en: `${hub} sends ${bytes} for ${file}, which should have about ${about}: this is another file.`,
      ja: `${hub} の ${file} は ${bytes} で、本来の約 ${about} と大きく異なります。別のファイルです。`,
    },
    { en: 'Nothing of it is kept. Check the hub.', ja: '受信した内容は破棄しました。ハブを確認してください。' },
  );

export const notOfCatalogue = (hub: string, file: string): Problem =>
  new Problem(
    'hash-differs',
    {
      en: `${file} from ${hub} is not the file that the catalogue names: its SHA-256 differs.`,
      ja: `${hub} の ${file} は、SHA-256 がカタログと異なる別のファイルです。`,
    },
    { en: 'Nothing of it is kept. Check the hub.', ja: '受信した内容は破棄しました。ハブを確認してください。' },
  );

export const notAsStated = (hub: string, file: string): Problem =>
  new Problem(
    'hash-differs',
    {
      en: `${hub} states one SHA-256 for ${file} and sends a file with another.`,
      ja: `${hub} が示した ${file} の SHA-256 と、実際に送られたファイルの SHA-256 が異なります。`,
    },
    {
      en: 'Nothing of it is kept. Try again, or check the hub.',
      ja: '受信した内容は破棄しました。もう一度試すか、ハブを確認してください。',
    },
  );

export const changedSince = (hub: string, file: string): Problem =>
  new Problem(
    'hash-changed',
    {
      en: `${file} at ${hub} is not the file that was fetched before: its SHA-256 has changed.`,
      ja: `${hub} の ${file} の SHA-256 が、以前に取得したときから変わっています。`,
    },
    {
      en: 'Nothing of it is kept. If you know that it was changed on purpose, run freesel model get with --renew.',
      ja: '受信した内容は破棄しました。意図的な変更と分かっている場合は、freesel model get に --renew を付けて実行してください。',
    },
  );

function written(seconds: number, language: keyof Text): string {
  if (seconds < 120) return language === 'ja' ? `${seconds} 秒` : `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return language === 'ja' ? `${minutes} 分` : `${minutes} minutes`;
}
