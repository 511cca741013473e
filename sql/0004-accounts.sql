-- Who signs in and how: accounts, their factors, sessions and devices (server/accounts/).
-- Instants are milliseconds since 1970. None of these tables is distributed: they hold no
-- patient's record.

create table account (
  id                 uuid   primary key,
  kind               text   not null,        -- staff, administrator or resident
  role               text   not null,        -- exactly one, model/roles.ts
  login              text   collate "C" unique,   -- lower case; null for residents
  phone_hash         text   collate "C" unique,   -- keyed hash; null for all but residents
  phone              text,                   -- sealed
  name               text   not null,
  who                text   not null collate "C", -- Practitioner/…, Patient/… or Person/<own id>
  organization       text,
  practitioner_roles text   not null default '',  -- ids, with a space between
  status             text   not null,        -- active or disabled
  password           text,                   -- argon2id as a PHC string; null until it is set
  password_changed   bigint,
  created            bigint not null,
  enabled            bigint not null,        -- when it was made or last enabled
  last_sign_in       bigint
);
create index account_who on account (who);

-- What the last passwords were, so that none comes back at once.
create table account_password (
  account            uuid   not null references account on delete cascade,
  changed            bigint not null,
  password           text   not null,
  primary key (account, changed)
);

create table account_totp (
  account            uuid   primary key references account on delete cascade,
  secret             text   not null,        -- sealed
  last_step          bigint not null,        -- of the last code taken: no code is taken twice
  enrolled           bigint not null
);

create table account_passkey (
  id                 text   primary key collate "C", -- of the credential, base64url
  account            uuid   not null references account on delete cascade,
  public_key         text   not null,        -- COSE, base64url
  counter            bigint not null,
  transports         text   not null,        -- with a space between
  name               text   not null,
  created            bigint not null,
  last_used          bigint
);
create index account_passkey_account on account_passkey (account);

-- A browser that was signed in with, known by a cookie of its own.
create table account_device (
  id                 uuid   primary key,
  account            uuid   not null references account on delete cascade,
  hash               text   not null collate "C",   -- of the cookie
  agent              text   not null,        -- family of the browser and of the system
  address            text   not null,
  first_seen         bigint not null,
  last_seen          bigint not null,
  unique (account, hash)
);

create table account_session (
  hash               text   primary key collate "C", -- of the cookie
  id                 uuid   not null unique, -- what callers and the audit log name
  account            uuid   not null references account on delete cascade,
  device             uuid   not null references account_device on delete cascade,
  created            bigint not null,
  seen               bigint not null,
  strong_at          bigint not null,        -- when a strong factor was last shown; 0 for never
  address            text   not null
);
create index account_session_account on account_session (account);
create index account_session_device on account_session (device);

-- A sign-in under way: what was shown and what is still asked for.
create table account_pending (
  hash               text   primary key collate "C", -- of the cookie
  account            uuid   references account on delete cascade, -- null where a passkey will tell
  step               text   not null,        -- second-factor, enrol, change-password or passkey
  secret             text,                   -- sealed: the TOTP secret being enrolled
  challenge          text,                   -- what a passkey must sign
  strong_at          bigint not null default 0,
  expires            bigint not null
);

-- What works once: codes by message, invitations, challenges to passkeys.
create table account_code (
  purpose            text   not null collate "C", -- phone, invitation, passkey-new, passkey-step-up
  subject            text   not null collate "C",   -- hash of the phone or token, id of the session
  account            uuid   references account on delete cascade,
  code               text   not null,        -- keyed hash of a code; a challenge as it is
  sent               bigint not null,
  sends              integer not null default 1,  -- on the day of the first
  day                bigint not null,        -- when that day began
  tries              integer not null default 0,
  expires            bigint not null,
  primary key (purpose, subject)
);

-- Wrong tries, by account, by unknown login or by address.
create table account_tries (
  subject            text   primary key collate "C",
  failures           integer not null,
  since              bigint not null,        -- when they began to be counted
  locked_until       bigint not null default 0
);
