// A small provider's PHPNuxBill, as its program makes the tables (the columns we read, and some that nobody may), with every row
// that an importer stumbles over. Written from the facts; the people are invented.

const tables = `
create table tbl_appconfig (id int auto_increment primary key, setting text, value text);
create table tbl_bandwidth (id int auto_increment primary key, name_bw varchar(255), rate_down int, rate_down_unit enum('Kbps','Mbps'), rate_up int, rate_up_unit enum('Kbps','Mbps'), burst varchar(128) default '');
create table tbl_plans (id int auto_increment primary key, name_plan varchar(40), id_bw int, price varchar(40), price_old varchar(40) default '', type enum('Hotspot','PPPOE','VPN','Balance',''), typebp enum('Unlimited','Limited'), limit_type enum('Time_Limit','Data_Limit','Both_Limit'), time_limit int, time_unit enum('Mins','Hrs'), data_limit int, data_unit enum('MB','GB'), validity int, validity_unit enum('Mins','Hrs','Days','Months','Period'), shared_users int, routers varchar(32), is_radius tinyint default 0, pool varchar(40), enabled tinyint default 1, prepaid enum('yes','no') default 'yes', on_login text, on_logout text);
create table tbl_customers (id int auto_increment primary key, username varchar(45) not null, password varchar(45) not null, pppoe_username varchar(32) not null default '', pppoe_password varchar(45) not null default '', pppoe_ip varchar(32) not null default '', fullname varchar(45) not null, phonenumber varchar(20) default '0', email varchar(128) default '1', balance decimal(15,2) not null default 0, service_type enum('Hotspot','PPPoE','VPN','Others') default 'Others', auto_renewal tinyint(1) default 1, status enum('Active','Banned','Disabled','Inactive','Limited','Suspended') not null default 'Active', created_at timestamp not null default '2025-01-01 00:00:01');
create table tbl_customers_fields (id int auto_increment primary key, customer_id int, field_name varchar(255), field_value varchar(255));
create table tbl_user_recharges (id int auto_increment primary key, customer_id int, username varchar(32), plan_id int, namebp varchar(40), recharged_on date, recharged_time time default '00:00:00', expiration date, time time, status varchar(20), method varchar(128) default '', routers varchar(32), type varchar(15), admin_id int default 1);
create table tbl_transactions (id int auto_increment primary key, invoice varchar(25), username varchar(32), user_id int default 0, plan_name varchar(40), price varchar(40), recharged_on date, recharged_time time, expiration date, time time, method varchar(128), routers varchar(32), type varchar(15), note varchar(256) default '', admin_id int default 0);
create table tbl_payment_gateway (id int auto_increment primary key, username varchar(32), user_id int default 0, gateway varchar(32), gateway_trx_id varchar(512) default '', plan_id int, price varchar(40), pg_request text, pg_paid_response text, created_date datetime, paid_date datetime, trx_invoice varchar(25) default '', status tinyint);
create table tbl_voucher (id int auto_increment primary key, type enum('Hotspot','PPPOE'), routers varchar(32), id_plan int, code varchar(55), user varchar(45), status varchar(25), created_at datetime, used_date datetime, generated_by int default 0);
create table tbl_routers (id int auto_increment primary key, name varchar(32), ip_address varchar(128), username varchar(50), password varchar(60), enabled tinyint default 1);
create table tbl_users (id int auto_increment primary key, username varchar(45), password varchar(64));
create table nas (id int auto_increment primary key, nasname varchar(128), shortname varchar(32), type varchar(30) default 'other', ports int, secret varchar(60) default 'secret', routers varchar(32) default '');
create table radacct (radacctid bigint auto_increment primary key, acctsessionid varchar(64), acctuniqueid varchar(32) unique, username varchar(64), nasipaddress varchar(15), acctstarttime datetime, acctupdatetime datetime, acctstoptime datetime, acctinputoctets bigint, acctoutputoctets bigint, callingstationid varchar(50), framedipaddress varchar(15));
create table tbl_mpesa_transactions (id int auto_increment primary key, body text);
`

const bandwidths = `insert into tbl_bandwidth (id, name_bw, rate_down, rate_down_unit, rate_up, rate_up_unit, burst) values
 (1, '5M', 5, 'Mbps', 5, 'Mbps', ''), (2, '3M', 3, 'Mbps', 2, 'Mbps', ''),
 (3, 'Burst', 5, 'Mbps', 3, 'Mbps', '6M/8M 3M/4M 8/8 8 1M/1M'), (4, 'Odd burst', 5, 'Mbps', 3, 'Mbps', '6M/8M 1s');`

const plans = `insert into tbl_plans (id, name_plan, id_bw, price, type, typebp, limit_type, data_limit, data_unit, validity, validity_unit, shared_users, routers, enabled, pool, on_login) values
 (3, '1 Hour Ksh 10', 2, '10', 'Hotspot', 'Unlimited', null, null, null, 1, 'Hrs', 1, 'Kasarani-1', 1, null, null),
 (7, 'Home 5Mbps', 1, '1,500', 'PPPOE', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 1, 'home-pool', null),
 (9, '2GB Day', 3, '50.00', 'Hotspot', 'Limited', 'Data_Limit', 2, 'GB', 1, 'Days', 2, 'radius', 1, null, null),
 (12, 'Office postpaid', 4, '4,000', 'PPPOE', 'Unlimited', null, null, null, 1, 'Period', null, 'Kasarani-1', 1, 'a pool', ':log info x'),
 (13, 'Free', 1, 'free', 'PPPOE', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 1, null, null),
 (14, 'Priceless', 1, '', 'PPPOE', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 1, null, null),
 (15, 'No speed', 99, '800', 'PPPOE', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 1, null, null),
 (16, 'Two hours online', 2, '20', 'Hotspot', 'Limited', 'Time_Limit', null, null, 1, 'Days', 1, 'radius', 1, null, null),
 (17, 'Tunnel', 1, '700', 'VPN', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 1, null, null),
 (18, 'Half an hour', 2, '5', 'Hotspot', 'Unlimited', null, null, null, 30, 'Mins', 1, 'radius', 1, null, null),
 (19, 'Topup 200', 0, '200', 'Balance', null, null, null, null, 1, 'Days', null, '', 1, null, null),
 (20, 'home 5mbps', 2, '900', 'PPPOE', 'Unlimited', null, null, null, 1, 'Months', null, 'radius', 0, null, null);`

const customers = `insert into tbl_customers (id, username, password, pppoe_username, pppoe_password, pppoe_ip, fullname, phonenumber, balance, service_type, status, created_at) values
 (118, 'wanjiku.h12', 'Njoro2024', 'wanjiku.h12', '', '10.20.0.118', 'Wanjiku Kamau', '0712000111', 0, 'PPPoE', 'Active', '2024-11-03 08:41:10'),
 (119, '0722000222', '0722000222', '', '', '', 'Otieno Shop', '+254 722 000222', 150.00, 'Hotspot', 'Active', '2025-01-19 17:02:55'),
 (120, 'flat4b', 'pass1', 'flat4b-ppp', '9xQ7', '', 'Achieng Flat 4B', '0', -20.00, 'PPPoE', 'Suspended', '2025-02-01 09:00:00'),
 (121, 'Mama Njeri', 'njeri-2025', '', '', '', 'Mama Njeri', '712000333', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (122, 'mama njeri', 'njeri-2026', '', '', '', 'Njeri again', '0712000333', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (123, 'a-name-that-is-as-long-as-forty-five-letters1', 'longword9', '', '', '10.20.0.9', 'Long Name', '0712 000 444', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (124, 'kamau', 'kamau', '', '', '10.20.0.9', 'Kamau’s Wi-Fi', '020 555', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (125, 'vpn.user', 'tunnel99', '', '', '', 'Tunnel Person', '0712000555', 0, 'VPN', 'Active', '2025-02-01 09:00:00'),
 (126, 'lost.kind', 'lostkind9', '', '', '', 'Lost Kind', '0712000666', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (127, 'on.late', 'onlate99', '', '', 'not-an-ip', 'Still On', '0712000777', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (128, 'priceless.person', 'nothing99', '', '', '', 'On A Free Plan', '0712000888', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (129, '', 'blank999', '', '', '', 'Nobody', '0', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00'),
 (130, 'x''; drop table subscribers; --', 'hostile99', '', '', '', '<script>alert(1)</script>', '0712000999', 0, 'PPPoE', 'Active', '2025-02-01 09:00:00');
insert into tbl_customers_fields (customer_id, field_name, field_value) values (118, 'Router Bill', '500:2'), (120, 'Expired Date', '5'), (119, 'Old Bill', '500:0');`

// customer, user name, plan, ends on, at, status, router, kind
const recharges = `insert into tbl_user_recharges (id, customer_id, username, plan_id, expiration, time, status, routers, type) values
 (501, 118, 'wanjiku.h12', 7, '2026-12-02', '19:22:41', 'on', 'radius', 'PPPOE'),
 (500, 118, 'wanjiku.h12', 7, '2026-10-02', '19:22:41', 'off', 'radius', 'PPPOE'),
 (502, 119, '0722000222', 9, '2026-11-23', '06:55:12', 'on', 'radius', 'Hotspot'),
 (522, 120, 'flat4b', 12, '2026-07-20', '23:59:59', 'off', 'Kasarani-1', 'PPPOE'),
 (523, 121, 'Mama Njeri', 7, '2026-12-05', '12:00:00', 'on', 'radius', 'PPPOE'),
 (524, 122, 'mama njeri', 7, '2026-12-06', '12:00:00', 'on', 'radius', 'PPPOE'),
 (525, 123, 'a-name-that-is-as-long-as-forty-', 7, '2026-12-07', '12:00:00', 'on', 'radius', 'PPPOE'),
 (526, 124, 'kamau', 7, '2026-12-08', '12:00:00', 'on', 'Nobody-Knows-1', 'PPPOE'),
 (527, 125, 'vpn.user', 17, '2026-12-08', '12:00:00', 'on', 'radius', 'VPN'),
 (528, 126, 'lost.kind', 7, '2026-12-09', '12:00:00', 'on', 'radius', ''),
 (529, 127, 'on.late', 7, '2026-11-20', '12:00:00', 'on', 'radius', 'PPPOE'),
 (530, 128, 'priceless.person', 14, '2026-12-08', '12:00:00', 'on', 'radius', 'PPPOE'),
 (531, 130, 'x''; drop table', 7, '2026-12-10', '12:00:00', 'on', 'radius', 'PPPOE'),
 (640, 0, 'KQ7W2M9P', 9, '2026-11-23', '07:10:03', 'on', 'radius', 'Hotspot'),
 (641, 0, 'OLDCODE99', 9, '2026-11-01', '07:10:03', 'on', 'radius', 'Hotspot'),
 (642, 777, 'gone.customer', 7, '2026-12-10', '12:00:00', 'on', 'radius', 'PPPOE');`

const money = `insert into tbl_transactions (id, invoice, username, plan_name, price, recharged_on, recharged_time, expiration, time, method, routers, type, note) values
 (2210, 'INV-2210', 'wanjiku.h12', 'Home 5Mbps', '1500', '2026-11-02', '19:22:41', '2026-12-02', '19:22:41', 'mpesa - M-Pesa', 'radius', 'PPPOE', ''),
 (2211, 'INV-2211', '0722000222', 'Balance 200', '200', '2026-11-03', '06:55:12', '2026-11-03', '06:55:12', 'Recharge - UKA1B2C3D4', 'balance', 'Balance', ''),
 (2212, 'INV-2211', 'flat4b', 'Office postpaid', '4,000', '2026-06-20', '10:00:00', '2026-07-20', '23:59:59', 'Recharge - admin', 'Kasarani-1', 'PPPOE', 'paid by M-Pesa\nuf5zz99xx1 in the office');
insert into tbl_payment_gateway (id, username, gateway, gateway_trx_id, price, pg_paid_response, created_date, paid_date, trx_invoice, status) values
 (880, 'wanjiku.h12', 'mpesa', 'ws_CO_02112026192210708374149', '1500', '{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[{"Name":"Amount","Value":1500},{"Name":"MpesaReceiptNumber","Value":"UKL4T8M2QX"},{"Name":"PhoneNumber","Value":254712000111}]}}}}', '2026-11-02 19:22:10', '2026-11-02 19:22:41', 'INV-2210', 2),
 (881, '0722000222', 'mpesa', 'ws_CO_03112026065401722000222', '50', null, '2026-11-03 06:54:01', null, '', 1),
 (882, 'kamau', 'MpesaStkpush', 'ws_CO_x', '1500', 'O:8:"stdClass":1:{s:4:"Body";O:4:"Evil":0:{}}', '2026-11-03 06:54:01', '2026-11-03 06:55:00', '', 2),
 (883, 'kamau', 'MpesaStkpush', 'UKM7H3J2K1', '1500', '', '2026-11-04 06:54:01', '2026-11-04 06:55:00', '', 2),
 (884, 'kamau', 'mpesa', '', '1500', '{"TransID":"UKM7H3J2K1","TransAmount":"1500.00"}', '2026-11-04 06:54:01', '2026-11-04 06:55:00', '', 2);`

const vouchers = `insert into tbl_voucher (id, type, routers, id_plan, code, user, status) values
 (41, 'Hotspot', 'radius', 9, 'KQ7W2M9P', '0', '1'), (42, 'Hotspot', 'radius', 9, 'kq7w2m9p', '0', '0'),
 (43, 'Hotspot', 'radius', 9, 'PLM4-77QX', '0', '0'), (44, 'Hotspot', 'radius', 9, 'abc', '', '0'),
 (45, 'Hotspot', 'radius', 16, 'TIMEBUDG7', '0', '0'), (46, 'Hotspot', 'radius', 3, 'HOURLY99X', '0', '0');`

const routers = `insert into tbl_routers (id, name, ip_address, username, password) values (2, 'Kasarani-1', '10.66.0.2:8728', 'billing', 'canary-router-password');
insert into tbl_users (username, password) values ('admin', 'd033e22ae348aeb5660fc2140aec35850c4da997');
insert into nas (id, nasname, shortname, ports, secret) values
 (1, '10.66.0.2', 'Kasarani-1', 3799, 'Mto-wa-Mbu-7pVx2Lq9'), (2, '0.0.0.0/0', 'any', null, 'testing123'), (3, '10.66.0.3', 'Roysambu', null, 'testing123');
insert into radacct (acctsessionid, acctuniqueid, username, acctstarttime, acctupdatetime, acctstoptime, acctinputoctets, acctoutputoctets, callingstationid) values
 ('81f0000a', '9f1c0d3b5a7e44c2b6a1f0e2d3c4b5a6', '0722000222', '2026-11-21 18:01:11', '2026-11-22 11:01:12', null, 1843200311, 20447232111, '4C-5E-0C-AA-BB-02'),
 ('81f0000b', '8f1c0d3b5a7e44c2b6a1f0e2d3c4b5a7', 'wanjiku.h12', '2024-11-21 18:01:11', '2024-11-22 11:01:12', '0000-00-00 00:00:00', 1, 1, '4C:5E:0C:AA:BB:03');
insert into tbl_appconfig (setting, value) values ('timezone', 'Asia/Jakarta'), ('mpesa_consumer_secret', 'canary-gateway-secret');`

export const phpNuxBillBooks = [tables, bandwidths, plans, customers, recharges, money, vouchers, routers].join('\n') // prettier-ignore
