// The rows of a FreeRADIUS, in the tables that Debian's own package makes, and daloRADIUS's tables beside them as facts tell of
// them: the columns we read, and those of cards that nobody may. The people are invented; every password is "Maji-ya-moto" (its digests are made by Python's hashlib), but the one
// of an NT hash, which is the "password" of every book.

import { readFile } from 'node:fs/promises'
import { queriesFolder } from '../../bench/freeradius-side.ts'

const users = `
insert into radcheck (username, attribute, op, value) values
 ('wanjiku.h12', 'Cleartext-Password', ':=', 'Maji-ya-moto'), ('wanjiku.h12', 'Expiration', ':=', '02 Dec 2026 19:22:41'),
 ('otieno', 'NT-Password', ':=', '0x8846F7EAEE8FB117AD06BDD830B7586C'), ('otieno', 'Expiration', ':=', 'December 5 2026'),
 ('md5.user', 'MD5-Password', ':=', '6ae1c5bdafa0444057e2943e0ceb5aa7'),
 ('ssha.user', 'Password-With-Header', ':=', '{ssha}b48nzSvwJRFXn5N2IcPzXxSsXYZjaHVtdmk='),
 ('smd5.user', 'SMD5-Password', ':=', '6f2cafdebf8933ce160e4df4d9835c546e612d6369'), ('sha2.user', 'SHA2-Password', ':=', 'dcf3a0d2794943525cf34ab87b8d32a09d6b85465110b0c7340de7aab885a6af'),
 ('crypt.user', 'Crypt-Password', ':=', '$6$abc$def'), ('lm.user', 'LM-Password', ':=', '0123'),
 ('old.way', 'User-Password', '==', 'Maji-ya-moto'),
 ('4C:5E:0C:AA:BB:01', 'Auth-Type', ':=', 'Accept'),
 ('switched.off', 'Cleartext-Password', ':=', '5f4dcc3b5aa765d61d8327deb882cf99'), ('switched.off', 'Auth-Type', ':=', 'Reject'),
 ('locked.user', 'Cleartext-Password', ':=', 'Maji-ya-moto'), ('locked.user', 'Calling-Station-Id', '==', '4c5e.0caa.bb09'), ('locked.user', 'Login-Time', ':=', 'Wk0800-1800'),
 ('Twin', 'Cleartext-Password', ':=', 'Maji-ya-moto'), ('disabled.user', 'Cleartext-Password', ':=', 'Maji-ya-moto'),
 ('guest.user', 'Cleartext-Password', ':=', 'Maji-ya-moto'), ('guest.user', 'Expiration', ':=', '25 Nov 2026'),
 ('no.price', 'Cleartext-Password', ':=', 'Maji-ya-moto');
insert into radcheck (username, attribute, op, value) values ('twin ', 'Cleartext-Password', ':=', 'other');
insert into radreply (username, attribute, op, value) values ('wanjiku.h12', 'Framed-IP-Address', ':=', '10.20.0.118'), ('otieno', 'Framed-IP-Address', ':=', '0.0.0.0');
insert into radusergroup (username, groupname, priority) values
 ('wanjiku.h12', 'home5', 1), ('otieno', 'home5', 1), ('otieno', 'slow', 2), ('md5.user', 'home5', 1), ('ssha.user', 'home5', 1), ('smd5.user', 'home5', 1),
 ('sha2.user', 'home5', 1), ('crypt.user', 'home5', 1), ('lm.user', 'home5', 1), ('old.way', 'home5', 1), ('switched.off', 'home5', 1), ('locked.user', 'home5', 1),
 ('Twin', 'home5', 1), ('twin ', 'home5', 1), ('disabled.user', 'home5', 1), ('disabled.user', 'daloRADIUS-Disabled-Users', 0), ('guest.user', 'hourly', 1), ('no.price', 'unsold', 1);
insert into radgroupcheck (groupname, attribute, op, value) values ('home5', 'Simultaneous-Use', ':=', '1'), ('daloRADIUS-Disabled-Users', 'Auth-Type', ':=', 'Reject');
insert into radgroupreply (groupname, attribute, op, value) values
 ('home5', 'Mikrotik-Rate-Limit', ':=', '5M/5M 8M/8M 4M/4M 8/8'), ('home5', 'Framed-Pool', ':=', 'home-pool'), ('slow', 'Mikrotik-Rate-Limit', ':=', '1M/1M'),
 ('hourly', 'WISPr-Bandwidth-Max-Up', ':=', '2000000'), ('hourly', 'WISPr-Bandwidth-Max-Down', ':=', '3000000'), ('unsold', 'Mikrotik-Rate-Limit', ':=', '2M/2M');
insert into nas (nasname, shortname, type, ports, secret) values ('10.66.0.2', 'kasarani-1', 'mikrotik', 3799, 'Mto-wa-Mbu-7pVx2Lq9'), ('0.0.0.0/0', 'any', 'other', null, 'testing123');
insert into radacct (acctsessionid, acctuniqueid, username, realm, nasipaddress, acctstarttime, acctupdatetime, acctstoptime, acctsessiontime, acctinputoctets, acctoutputoctets, calledstationid, callingstationid, acctterminatecause, framedipaddress)
 values ('80c00012', '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'guest.user', '', '10.66.0.2', '2026-11-22 07:00:00', '2026-11-22 07:55:00', null, 3761, 5120000000, 8821043300, '', 'AA-BB-CC-00-11-22', '', '10.5.50.12');
`

const daloTables = `
create table userinfo (id int auto_increment primary key, username varchar(128), firstname varchar(200), lastname varchar(200), email varchar(200), mobilephone varchar(200), workphone varchar(200), homephone varchar(200), portalloginpassword varchar(128) default '', creationdate datetime default '0000-00-00 00:00:00');
create table userbillinfo (id int auto_increment primary key, username varchar(128), planName varchar(128), creditcardname varchar(200), creditcardnumber varchar(200), creditcardverification varchar(200), creditcardtype varchar(200), creditcardexp varchar(200), nextbill date not null default '0000-00-00', lastbill date not null default '0000-00-00', batch_id int);
create table billing_plans (id int auto_increment primary key, planName varchar(128), planType varchar(128), planTimeBank varchar(128), planRecurring varchar(128), planRecurringPeriod varchar(128), planCost varchar(128), planActive varchar(32) default 'yes');
create table billing_plans_profiles (id int auto_increment primary key, plan_name varchar(128), profile_name varchar(256));
create table invoice (id int auto_increment primary key, user_id int, date datetime, status_id int);
create table invoice_items (id int auto_increment primary key, invoice_id int, total decimal(10,2));
create table payment (id int auto_increment primary key, invoice_id int, amount decimal(10,2), date datetime, type_id int, notes varchar(128));
create table operators (id int auto_increment primary key, username varchar(32), password varchar(95));
insert into userinfo (id, username, firstname, lastname, mobilephone, creationdate) values (55, 'wanjiku.h12', 'Wanjiku', 'Kamau', '0712 000 111', '2023-04-11 10:22:00'), (56, 'md5.user', 'Mary', 'Digest', '020 1', '0000-00-00 00:00:00');
insert into userbillinfo (id, username, planName, creditcardname, creditcardnumber, creditcardverification, nextbill) values (55, 'wanjiku.h12', 'Home 5Mbps', 'canary-card-name', '4111111111111111', '123', '0000-00-00'), (56, 'md5.user', 'Home 5Mbps', null, null, null, '2026-12-20');
insert into billing_plans (planName, planTimeBank, planRecurring, planRecurringPeriod, planCost) values ('Home 5Mbps', '', 'Yes', 'Monthly', '1500'), ('1 Hour', '3600', 'No', '', '10');
insert into billing_plans_profiles (plan_name, profile_name) values ('Home 5Mbps', 'home5'), ('1 Hour', 'hourly');
insert into invoice (id, user_id, date, status_id) values (301, 55, '2026-11-02', 5), (302, 55, '2026-10-02', 5);
insert into invoice_items (invoice_id, total) values (301, 1740), (302, 1740);
insert into payment (invoice_id, amount, date, type_id, notes) values (301, 1740, '2026-11-02', 4, 'UKB2AB34CD from 0712000111'), (302, 1500, '2026-10-02', 1, 'cash');
insert into operators (username, password) values ('administrator', 'canary-operator');
`

export async function freeRadiusBooks(): Promise<string> {
  return `${await readFile(`${queriesFolder}/mysql/schema.sql`, 'utf8')}\n${users}`
}

export async function daloRadiusBooks(): Promise<string> {
  return `${await freeRadiusBooks()}\n${daloTables}`
}
