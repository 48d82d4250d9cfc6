-- The first schema: customers, staff, policy versions, tickets with their clocks, and the timeline.
-- Made by `plazo_generate schema sqlite` from the described rows.

CREATE TABLE event (
  subject INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  author_kind TEXT NOT NULL,
  author INTEGER,
  audience TEXT NOT NULL,
  body TEXT NOT NULL,
  salt BLOB NOT NULL,
  body_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (subject, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject INTEGER NOT NULL,
  body TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  reason TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX outbox_by_state_kind_due_at_id ON outbox (state, kind, due_at, id);

CREATE INDEX outbox_by_subject_sequence_id ON outbox (subject, sequence, id);

CREATE TABLE outbox_done (
  task INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (task)
) STRICT;

CREATE INDEX outbox_done_by_at ON outbox_done (at);

CREATE TABLE customer (
  id INTEGER NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  zone TEXT,
  groups TEXT NOT NULL,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  chain BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX customer_by_reference ON customer (reference);

CREATE TABLE person (
  id INTEGER NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX person_by_reference ON person (reference);

CREATE TABLE contact (
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  tickets INTEGER NOT NULL,
  billing INTEGER NOT NULL,
  PRIMARY KEY (customer, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_by_person ON contact (person);

CREATE TABLE staff (
  id INTEGER NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  zone TEXT,
  active INTEGER NOT NULL,
  permissions TEXT NOT NULL,
  all_departments INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  chain BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX staff_by_reference ON staff (reference);

CREATE TABLE staff_department (
  staff INTEGER NOT NULL,
  department TEXT NOT NULL,
  PRIMARY KEY (staff, department)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_version (
  number INTEGER NOT NULL,
  id INTEGER NOT NULL,
  installed_at INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  in_force_at INTEGER NOT NULL,
  until INTEGER,
  document TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (number)
) STRICT;

CREATE INDEX policy_version_by_in_force_at_number ON policy_version (in_force_at, number);

CREATE INDEX policy_version_by_effective_at_number ON policy_version (effective_at, number);

CREATE TABLE ticket (
  id INTEGER NOT NULL,
  reference TEXT NOT NULL,
  customer INTEGER NOT NULL,
  requester INTEGER,
  department TEXT NOT NULL,
  priority TEXT NOT NULL,
  priority_rank INTEGER NOT NULL,
  status TEXT NOT NULL,
  subject TEXT NOT NULL,
  topic TEXT,
  channel TEXT,
  facts TEXT,
  withdrawn TEXT,
  assignee INTEGER,
  tags TEXT,
  policy INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  answered_at INTEGER,
  waiting_since INTEGER,
  paused TEXT,
  paused_since INTEGER,
  paused_until INTEGER,
  demoted_since INTEGER,
  demoted_until INTEGER,
  demoted_by TEXT,
  resembles INTEGER,
  queue_key INTEGER,
  merged_into INTEGER,
  merged TEXT,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX ticket_by_reference ON ticket (reference);

CREATE INDEX ticket_by_customer_updated_at_id ON ticket (customer, updated_at, id);

CREATE INDEX ticket_by_customer_opened_at_id ON ticket (customer, opened_at, id);

CREATE INDEX ticket_by_opened_at_id ON ticket (opened_at, id);

CREATE INDEX ticket_by_queue_key_id ON ticket (queue_key, id);

CREATE INDEX ticket_by_department_queue_key_id ON ticket (department, queue_key, id);

CREATE INDEX ticket_by_assignee_queue_key_id ON ticket (assignee, queue_key, id);

CREATE TABLE message (
  id INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  kind TEXT NOT NULL,
  author_kind TEXT NOT NULL,
  author INTEGER,
  author_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  salt BLOB NOT NULL,
  put_in_by TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX message_by_ticket_sequence ON message (ticket, sequence);

CREATE TABLE clock (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  promise TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  counted_from INTEGER NOT NULL,
  used INTEGER NOT NULL,
  held INTEGER NOT NULL,
  due_at INTEGER,
  expected_at INTEGER,
  paused_at INTEGER,
  met_at INTEGER,
  cancelled_at INTEGER,
  done TEXT,
  policy INTEGER NOT NULL,
  hours TEXT NOT NULL,
  calendar TEXT NOT NULL,
  zone_data TEXT NOT NULL,
  ticket INTEGER NOT NULL,
  acts_at INTEGER,
  PRIMARY KEY (ticket, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock_met (
  target TEXT NOT NULL,
  clock TEXT NOT NULL,
  met_at INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  department TEXT NOT NULL,
  measure TEXT NOT NULL,
  used INTEGER NOT NULL,
  days INTEGER,
  within INTEGER,
  PRIMARY KEY (target, clock, met_at, ticket, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE agenda (
  due_at INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (due_at, subject, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_unindexed (
  message INTEGER NOT NULL,
  PRIMARY KEY (message)
) STRICT;

CREATE TABLE ticket_import (
  external TEXT NOT NULL,
  ticket INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (external)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_rollout (
  version INTEGER NOT NULL,
  last INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (version)
) STRICT;

CREATE TABLE policy_acceptance (
  id INTEGER NOT NULL,
  policy INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX policy_acceptance_by_policy_customer_person ON policy_acceptance (policy, customer, person);

CREATE INDEX policy_acceptance_by_customer_id ON policy_acceptance (customer, id);

CREATE TABLE customer_service (
  customer INTEGER NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  product TEXT,
  state TEXT NOT NULL,
  PRIMARY KEY (customer, reference)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  action TEXT NOT NULL,
  topic TEXT NOT NULL,
  channel TEXT NOT NULL,
  department TEXT NOT NULL,
  effect TEXT NOT NULL,
  code TEXT NOT NULL,
  rule TEXT NOT NULL,
  notice_shown INTEGER NOT NULL,
  policy INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX attempt_by_customer_person_last_at ON attempt (customer, person, last_at);

CREATE INDEX attempt_by_last_at ON attempt (last_at);

CREATE TABLE suspension (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  reason TEXT NOT NULL,
  author_kind TEXT NOT NULL,
  author INTEGER,
  author_name TEXT NOT NULL,
  policy INTEGER NOT NULL,
  lifted_at INTEGER,
  lifted_reason TEXT,
  lifted_by TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX suspension_by_customer_id ON suspension (customer, id);

CREATE TABLE conduct (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  conduct TEXT NOT NULL,
  ticket INTEGER,
  note TEXT,
  at INTEGER NOT NULL,
  author_kind TEXT NOT NULL,
  author INTEGER,
  author_name TEXT NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_reason TEXT,
  withdrawn_by TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX conduct_by_customer_id ON conduct (customer, id);

CREATE INDEX conduct_by_ticket_id ON conduct (ticket, id);

CREATE TABLE suggestion (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  message INTEGER NOT NULL,
  conduct TEXT NOT NULL,
  rule TEXT NOT NULL,
  found TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  policy INTEGER NOT NULL,
  settled_at INTEGER,
  settled_by TEXT,
  flag INTEGER,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX suggestion_by_ticket_id ON suggestion (ticket, id);

CREATE TABLE consequence (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  ticket INTEGER,
  session INTEGER,
  flag INTEGER,
  rule TEXT NOT NULL,
  measure TEXT NOT NULL,
  occurrences INTEGER NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  policy INTEGER NOT NULL,
  withdrawn_at INTEGER,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX consequence_by_customer_rule_id ON consequence (customer, rule, id);

CREATE INDEX consequence_by_ticket_id ON consequence (ticket, id);

CREATE INDEX consequence_by_session_id ON consequence (session, id);

CREATE TABLE charge (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  ticket INTEGER,
  session INTEGER,
  entitlement TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  refund TEXT NOT NULL,
  policy INTEGER NOT NULL,
  state TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  paid_at INTEGER,
  refund_due_at INTEGER,
  refund_reason TEXT,
  ended_at INTEGER,
  invoice TEXT,
  credit_note TEXT,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX charge_by_ticket_entitlement ON charge (ticket, entitlement);

CREATE UNIQUE INDEX charge_by_session_entitlement ON charge (session, entitlement);

CREATE INDEX charge_by_customer_id ON charge (customer, id);

CREATE INDEX charge_by_state_id ON charge (state, id);

CREATE TABLE entitlement_use (
  subject INTEGER NOT NULL,
  entitlement TEXT NOT NULL,
  customer INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, entitlement)
) STRICT, WITHOUT ROWID;

CREATE INDEX entitlement_use_by_customer_entitlement_at ON entitlement_use (customer, entitlement, at);

CREATE TABLE work_time (
  id INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  entitlement TEXT,
  time INTEGER NOT NULL,
  note TEXT NOT NULL,
  staff INTEGER,
  author_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX work_time_by_customer_entitlement_at ON work_time (customer, entitlement, at);

CREATE INDEX work_time_by_ticket_entitlement ON work_time (ticket, entitlement);

CREATE TABLE conversation (
  id INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  person INTEGER NOT NULL,
  guest_name TEXT,
  guest_address TEXT,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL,
  about INTEGER,
  started_at INTEGER NOT NULL,
  joined_at INTEGER,
  joined_by INTEGER,
  ended_at INTEGER,
  ticket INTEGER,
  callback INTEGER NOT NULL,
  called_back_at INTEGER,
  policy INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE INDEX conversation_by_customer_started_at ON conversation (customer, started_at);

CREATE INDEX conversation_by_ended_at_id ON conversation (ended_at, id);

CREATE INDEX conversation_by_ticket ON conversation (ticket);

CREATE INDEX conversation_by_callback_called_back_at_id ON conversation (callback, called_back_at, id);

CREATE TABLE attachment (
  id INTEGER NOT NULL,
  blob BLOB NOT NULL,
  uploader TEXT NOT NULL,
  message INTEGER,
  position INTEGER,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  key_id BLOB NOT NULL,
  wrapped_key BLOB NOT NULL,
  PRIMARY KEY (id)
) STRICT;

CREATE UNIQUE INDEX attachment_by_blob ON attachment (blob);

CREATE INDEX attachment_by_message_created_at_id ON attachment (message, created_at, id);

CREATE TABLE idempotency_key (
  key_hash BLOB NOT NULL,
  digest BLOB NOT NULL,
  made TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_by_at ON idempotency_key (at);

CREATE VIRTUAL TABLE message_text USING fts5 (scope, text, content = '', columnsize = 0, detail = full, tokenize = 'unicode61 remove_diacritics 2');

INSERT INTO message_text (message_text, rank) VALUES ('automerge', 0);

INSERT INTO message_text (message_text, rank) VALUES ('crisismerge', 64);
