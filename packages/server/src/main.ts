#!/usr/bin/env bun
import { realClock } from '@eagre/protocol';
import { backupCommand } from './cli/backup.ts';
import { bucketsCommand } from './cli/buckets.ts';
import { crowdProcesses } from './cli/crowd-process.ts';
import { doctorCommand } from './cli/doctor.ts';
import { pagesFile } from './cli/pages-file.ts';
import { renewEpochCommand } from './cli/renew-epoch.ts';
import { restoreCommand } from './cli/restore.ts';
import { runCli } from './cli/run-cli.ts';
import { serveCommand } from './cli/serve.ts';
import {
  adminKeyCommand,
  configCommand,
  keyCommand,
  versionCommand,
} from './cli/small-commands.ts';
import { args, print, printError, servesHere } from './cli/this-process.ts';
import { createNode } from './node.ts';
import { pagePack } from './pages/page-pack.ts';

const crowd = crowdProcesses(realClock);
/** What people see in a browser. */
const browser = { pages: pagePack(pagesFile()), ...(crowd && { crowd }) };

process.exitCode = await runCli({
  args,
  environment: process.env,
  commands: {
    serve: serveCommand(servesHere((options) => createNode({ ...options, ...browser }))),
    backup: backupCommand,
    buckets: bucketsCommand({ clock: realClock }),
    'renew-epoch': renewEpochCommand(realClock),
    restore: restoreCommand(realClock),
    config: configCommand,
    doctor: doctorCommand(realClock),
    key: keyCommand,
    'admin-key': adminKeyCommand,
    version: versionCommand,
  },
  print,
  printError,
});
