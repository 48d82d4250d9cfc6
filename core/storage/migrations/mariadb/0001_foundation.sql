-- As sqlite/0001_foundation.sql, for MariaDB; made by `plazo_generate schema mariadb`.

CREATE TABLE event (
  subject BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind VARCHAR(64) NOT NULL,
  author_kind VARCHAR(64) NOT NULL,
  author BIGINT,
  audience VARCHAR(64) NOT NULL,
  body LONGTEXT NOT NULL,
  salt VARBINARY(16) NOT NULL,
  body_hash VARBINARY(32) NOT NULL,
  hash VARBINARY(32) NOT NULL,
  PRIMARY KEY (subject, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE outbox (
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind VARCHAR(64) NOT NULL,
  subject BIGINT NOT NULL,
  body LONGTEXT NOT NULL,
  sequence BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  due_at BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  reason VARCHAR(500),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX outbox_by_state_kind_due_at_id ON outbox (state, kind, due_at, id);

CREATE INDEX outbox_by_subject_sequence_id ON outbox (subject, sequence, id);

CREATE TABLE outbox_done (
  task BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (task)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX outbox_done_by_at ON outbox_done (at);

CREATE TABLE customer (
  id BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  locale VARCHAR(64) NOT NULL,
  zone VARCHAR(64),
  groups LONGTEXT NOT NULL,
  version BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  chain VARBINARY(32) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX customer_by_reference ON customer (reference);

CREATE TABLE person (
  id BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  email VARCHAR(254),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX person_by_reference ON person (reference);

CREATE TABLE contact (
  customer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  billing BIGINT NOT NULL,
  PRIMARY KEY (customer, person)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX contact_by_person ON contact (person);

CREATE TABLE staff (
  id BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  locale VARCHAR(64) NOT NULL,
  zone VARCHAR(64),
  active BIGINT NOT NULL,
  permissions LONGTEXT NOT NULL,
  all_departments BIGINT NOT NULL,
  version BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  chain VARBINARY(32) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX staff_by_reference ON staff (reference);

CREATE TABLE staff_department (
  staff BIGINT NOT NULL,
  department VARCHAR(64) NOT NULL,
  PRIMARY KEY (staff, department)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE policy_version (
  number BIGINT NOT NULL,
  id BIGINT NOT NULL,
  installed_at BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  in_force_at BIGINT NOT NULL,
  until BIGINT,
  document LONGTEXT NOT NULL,
  sequence BIGINT NOT NULL,
  chain VARBINARY(32) NOT NULL,
  PRIMARY KEY (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX policy_version_by_in_force_at_number ON policy_version (in_force_at, number);

CREATE INDEX policy_version_by_effective_at_number ON policy_version (effective_at, number);

CREATE TABLE ticket (
  id BIGINT NOT NULL,
  reference VARCHAR(16) NOT NULL,
  customer BIGINT NOT NULL,
  requester BIGINT,
  department VARCHAR(64) NOT NULL,
  priority VARCHAR(64) NOT NULL,
  priority_rank BIGINT NOT NULL,
  status VARCHAR(64) NOT NULL,
  subject VARCHAR(200) NOT NULL,
  topic VARCHAR(64),
  channel VARCHAR(64),
  facts LONGTEXT,
  withdrawn LONGTEXT,
  assignee BIGINT,
  tags LONGTEXT,
  policy BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT,
  answered_at BIGINT,
  waiting_since BIGINT,
  paused VARCHAR(64),
  paused_since BIGINT,
  paused_until BIGINT,
  demoted_since BIGINT,
  demoted_until BIGINT,
  demoted_by VARCHAR(64),
  resembles BIGINT,
  queue_key BIGINT,
  merged_into BIGINT,
  merged LONGTEXT,
  version BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  chain VARBINARY(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX ticket_by_reference ON ticket (reference);

CREATE INDEX ticket_by_customer_updated_at_id ON ticket (customer, updated_at, id);

CREATE INDEX ticket_by_customer_opened_at_id ON ticket (customer, opened_at, id);

CREATE INDEX ticket_by_opened_at_id ON ticket (opened_at, id);

CREATE INDEX ticket_by_queue_key_id ON ticket (queue_key, id);

CREATE INDEX ticket_by_department_queue_key_id ON ticket (department, queue_key, id);

CREATE INDEX ticket_by_assignee_queue_key_id ON ticket (assignee, queue_key, id);

CREATE TABLE message (
  id BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  kind VARCHAR(64) NOT NULL,
  author_kind VARCHAR(64) NOT NULL,
  author BIGINT,
  author_name VARCHAR(200) NOT NULL,
  at BIGINT NOT NULL,
  body LONGTEXT NOT NULL,
  salt VARBINARY(16) NOT NULL,
  put_in_by VARCHAR(200),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX message_by_ticket_sequence ON message (ticket, sequence);

CREATE TABLE clock (
  kind VARCHAR(64) NOT NULL,
  target VARCHAR(64) NOT NULL,
  promise VARCHAR(64) NOT NULL,
  started_at BIGINT NOT NULL,
  counted_from BIGINT NOT NULL,
  used BIGINT NOT NULL,
  held BIGINT NOT NULL,
  due_at BIGINT,
  expected_at BIGINT,
  paused_at BIGINT,
  met_at BIGINT,
  cancelled_at BIGINT,
  done LONGTEXT,
  policy BIGINT NOT NULL,
  hours VARCHAR(64) NOT NULL,
  calendar VARCHAR(32) NOT NULL,
  zone_data VARCHAR(32) NOT NULL,
  ticket BIGINT NOT NULL,
  acts_at BIGINT,
  PRIMARY KEY (ticket, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE clock_met (
  target VARCHAR(64) NOT NULL,
  clock VARCHAR(64) NOT NULL,
  met_at BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  department VARCHAR(64) NOT NULL,
  measure VARCHAR(64) NOT NULL,
  used BIGINT NOT NULL,
  days BIGINT,
  within BIGINT,
  PRIMARY KEY (target, clock, met_at, ticket, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE agenda (
  due_at BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  entry VARCHAR(64) NOT NULL,
  PRIMARY KEY (due_at, subject, entry)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE message_unindexed (
  message BIGINT NOT NULL,
  PRIMARY KEY (message)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ticket_import (
  external VARCHAR(128) NOT NULL,
  ticket BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (external)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE policy_rollout (
  version BIGINT NOT NULL,
  last BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE policy_acceptance (
  id BIGINT NOT NULL,
  policy BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  recorded_by VARCHAR(64) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX policy_acceptance_by_policy_customer_person ON policy_acceptance (policy, customer, person);

CREATE INDEX policy_acceptance_by_customer_id ON policy_acceptance (customer, id);

CREATE TABLE customer_service (
  customer BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  product VARCHAR(64),
  state VARCHAR(64) NOT NULL,
  PRIMARY KEY (customer, reference)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE attempt (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  action VARCHAR(64) NOT NULL,
  topic VARCHAR(64) NOT NULL,
  channel VARCHAR(64) NOT NULL,
  department VARCHAR(64) NOT NULL,
  effect VARCHAR(64) NOT NULL,
  code VARCHAR(64) NOT NULL,
  rule VARCHAR(64) NOT NULL,
  notice_shown BIGINT NOT NULL,
  policy BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX attempt_by_customer_person_last_at ON attempt (customer, person, last_at);

CREATE INDEX attempt_by_last_at ON attempt (last_at);

CREATE TABLE suspension (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT,
  reason VARCHAR(1000) NOT NULL,
  author_kind VARCHAR(64) NOT NULL,
  author BIGINT,
  author_name VARCHAR(200) NOT NULL,
  policy BIGINT NOT NULL,
  lifted_at BIGINT,
  lifted_reason VARCHAR(1000),
  lifted_by VARCHAR(200),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX suspension_by_customer_id ON suspension (customer, id);

CREATE TABLE conduct (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  conduct VARCHAR(64) NOT NULL,
  ticket BIGINT,
  note VARCHAR(1000),
  at BIGINT NOT NULL,
  author_kind VARCHAR(64) NOT NULL,
  author BIGINT,
  author_name VARCHAR(200) NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_reason VARCHAR(1000),
  withdrawn_by VARCHAR(200),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX conduct_by_customer_id ON conduct (customer, id);

CREATE INDEX conduct_by_ticket_id ON conduct (ticket, id);

CREATE TABLE suggestion (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  message BIGINT NOT NULL,
  conduct VARCHAR(64) NOT NULL,
  rule VARCHAR(64) NOT NULL,
  found VARCHAR(100) NOT NULL,
  answer VARCHAR(64) NOT NULL,
  at BIGINT NOT NULL,
  policy BIGINT NOT NULL,
  settled_at BIGINT,
  settled_by VARCHAR(200),
  flag BIGINT,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX suggestion_by_ticket_id ON suggestion (ticket, id);

CREATE TABLE consequence (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  ticket BIGINT,
  session BIGINT,
  flag BIGINT,
  rule VARCHAR(64) NOT NULL,
  measure VARCHAR(64) NOT NULL,
  occurrences BIGINT NOT NULL,
  text LONGTEXT NOT NULL,
  at BIGINT NOT NULL,
  policy BIGINT NOT NULL,
  withdrawn_at BIGINT,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX consequence_by_customer_rule_id ON consequence (customer, rule, id);

CREATE INDEX consequence_by_ticket_id ON consequence (ticket, id);

CREATE INDEX consequence_by_session_id ON consequence (session, id);

CREATE TABLE charge (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  ticket BIGINT,
  session BIGINT,
  entitlement VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  refund VARCHAR(64) NOT NULL,
  policy BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  made_at BIGINT NOT NULL,
  paid_at BIGINT,
  refund_due_at BIGINT,
  refund_reason VARCHAR(64),
  ended_at BIGINT,
  invoice VARCHAR(64),
  credit_note VARCHAR(64),
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX charge_by_ticket_entitlement ON charge (ticket, entitlement);

CREATE UNIQUE INDEX charge_by_session_entitlement ON charge (session, entitlement);

CREATE INDEX charge_by_customer_id ON charge (customer, id);

CREATE INDEX charge_by_state_id ON charge (state, id);

CREATE TABLE entitlement_use (
  subject BIGINT NOT NULL,
  entitlement VARCHAR(64) NOT NULL,
  customer BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (subject, entitlement)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX entitlement_use_by_customer_entitlement_at ON entitlement_use (customer, entitlement, at);

CREATE TABLE work_time (
  id BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  entitlement VARCHAR(64),
  time BIGINT NOT NULL,
  note VARCHAR(1000) NOT NULL,
  staff BIGINT,
  author_name VARCHAR(200) NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX work_time_by_customer_entitlement_at ON work_time (customer, entitlement, at);

CREATE INDEX work_time_by_ticket_entitlement ON work_time (ticket, entitlement);

CREATE TABLE conversation (
  id BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  person BIGINT NOT NULL,
  guest_name VARCHAR(200),
  guest_address VARCHAR(254),
  channel VARCHAR(64) NOT NULL,
  topic VARCHAR(64) NOT NULL,
  about BIGINT,
  started_at BIGINT NOT NULL,
  joined_at BIGINT,
  joined_by BIGINT,
  ended_at BIGINT,
  ticket BIGINT,
  callback BIGINT NOT NULL,
  called_back_at BIGINT,
  policy BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  chain VARBINARY(32) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX conversation_by_customer_started_at ON conversation (customer, started_at);

CREATE INDEX conversation_by_ended_at_id ON conversation (ended_at, id);

CREATE INDEX conversation_by_ticket ON conversation (ticket);

CREATE INDEX conversation_by_callback_called_back_at_id ON conversation (callback, called_back_at, id);

CREATE TABLE attachment (
  id BIGINT NOT NULL,
  blob VARBINARY(16) NOT NULL,
  uploader VARCHAR(64) NOT NULL,
  message BIGINT,
  position BIGINT,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(127) NOT NULL,
  size BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  algorithm VARCHAR(64) NOT NULL,
  key_id VARBINARY(16) NOT NULL,
  wrapped_key VARBINARY(72) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE UNIQUE INDEX attachment_by_blob ON attachment (blob);

CREATE INDEX attachment_by_message_created_at_id ON attachment (message, created_at, id);

CREATE TABLE idempotency_key (
  key_hash VARBINARY(16) NOT NULL,
  digest VARBINARY(16) NOT NULL,
  made LONGTEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (key_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE INDEX idempotency_key_by_at ON idempotency_key (at);

