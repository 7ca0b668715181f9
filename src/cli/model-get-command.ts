import { modelBytes, writtenBytes } from '../core/model-card.js';
import { fetchModel } from '../engine/fetch-model.js';
import { cardToFetch } from '../engine/model-choice.js';
import { parseHub, usualHub } from '../model/download-hub.js';
import type { CommandRun } from './main.js';
import { idNotGiven, tooMany } from './problems.js';
import { modelsFolder } from './requests.js';
import { oneLine } from './terminal.js';

/** `freesel model get ID`: fetches a model, the only command that uses the network. */
export const runModelGet: CommandRun = async ({ given, terminal, signal }) => {
  const { language } = terminal;
  const [id = '', more] = given.otherOperands();
  if (id === '') throw idNotGiven();
  if (more !== undefined) throw tooMany(more, 'model');
  const card = await cardToFetch(id);
  const named = given.text('hub') ?? process.env['FREESEL_HUB'] ?? '';
  const hub = parseHub(named === '' ? usualHub : named, process.cwd(), process.env['FREESEL_HUB_TOKEN']);
  if (!card) {
    process.stdout.write(
      language === 'ja' ? `${id} は内蔵モデルで、いつでも使えます。\n` : `${id} is the embedded model: it is always here.\n`,
    );
    return 0;
  }
  const facts = `${card.title}, ${writtenBytes(modelBytes(card))}, ${card.licence.name} (${card.licence.url})`;
  const place = `${hub.shown}/${card.origin.repository}`;
  terminal.remark(language === 'ja' ? `${facts}：${place} から取得します` : `${facts}, from ${place}`);
  const { file, record, wasThere } = await terminal.follow(
    fetchModel(
      {
        card,
        models: modelsFolder(),
        hub,
        network: { proxy: { kind: 'environment' }, checksCertificates: true },
        isRenewed: given.has('renew'),
      },
      signal,
    ),
  );
  if (given.has('json')) {
    process.stdout.write(`${JSON.stringify({ file, ...record }, null, 2)}\n`);
    return 0;
  }
  const lines =
    language === 'ja'
      ? [
          wasThere ? `${card.title} は取得済みです：${oneLine(file)}` : `${card.title} を取得しました：${oneLine(file)}`,
          `使うには --model ${id} を指定してください。`,
        ]
      : [
          wasThere ? `${card.title} is here already: ${oneLine(file)}` : `${card.title} is here: ${oneLine(file)}`,
          `Use it with --model ${id}.`,
        ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};
