// What scanners of the internet ask any address for: nothing of it is here, whoever asks (T42).

import test from 'ava'
import { openDoor, signedIn, visit } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
await hireStaff(appliance)
await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
test.after.always(() => door.close())

const places = `
.git/HEAD .git/config .gitignore .env .env.local .env.production .npmrc .svn/entries .hg/store .DS_Store .htaccess .htpasswd
.well-known/security.txt~ .vscode/settings.json .idea/workspace.xml .aws/credentials .ssh/id_rsa .bash_history .dockerenv
package.json package-lock.json tsconfig.json node_modules/koa/package.json Dockerfile docker-compose.yml Makefile README.md
web/app.ts web/main.ts appliance/lango.ts appliance/config.ts migrations/schema.sql migrations/ src/ dist/ build/ app.js server.js
assets/ assets/lango.css assets/lango.css.map assets/lango.js.map assets/../package.json assets/%2e%2e/package.json
assets/..%2f..%2fetc/passwd assets/....//....//etc/passwd static/../../etc/passwd %2e%2e/%2e%2e/etc/passwd
..%5c..%5cwindows/win.ini etc/passwd proc/self/environ
metrics debug debug/vars debug/pprof/ status server-status server-info health/ healthz/ actuator actuator/env actuator/heapdump
trace info env config config.json config.yml configuration settings.json settings.php web.config
admin admin/ administrator admin.php admin/login login login.php user/login signin signup register setup setup.php install
install.php phpinfo.php info.php phpmyadmin/ pma/ adminer.php adminer wp-login.php wp-admin/ wp-content/ xmlrpc.php
wp-config.php.bak index.php shell.php cmd.php c99.php cgi-bin/ cgi-bin/test.cgi boaform/admin/formLogin HNAP1 GponForm/diag_Form
api api/ api/v1 api/v1/users graphql graphiql swagger swagger.json swagger-ui.html openapi.json v2/_catalog v1/agent/self rpc
jsonrpc soap wsdl solr/admin/ _search elasticsearch/ _cat/indices kibana/ grafana/ prometheus/ jenkins/ manager/html jmx-console/
hudson/ nagios/ zabbix/ queues queue jobs boss pgboss pg-boss bull arena dashboard database database/ db db.sqlite database.sql
dump.sql backup backup.zip backup.tar.gz backups/ lango.sql lango.tar.gz old/ test/ tmp/ temp/ logs/ log.txt error.log access.log
lango.log spool spool/ state/ snapshot radius radius/ router routers.json users users.json subscribers.json payments.json
payments.csv subscribers.csv export.csv export/ download file?path=/etc/passwd index.html~ app.ts~ app.ts.bak
TRACE CONNECT favicon.ico.bak robots.txt.bak sitemap.xml crossdomain.xml clientaccesspolicy.xml
hooks hooks/ hooks/x hooks/x/confirmation hooks/0000000000000000/confirmation hooks/%00/confirmation
rad/ lua/ cf_scripts/ telescope horizon _ignition/execute-solution vendor/phpunit/ laravel/.env autodiscover/autodiscover.xml
owa/ ecp/ remote/login dana-na/ sslvpn/ global-protect/ citrix/ vpn/index.html`
  .trim()
  .split(/\s+/)

test('T42: nothing that scanners ask for is here, for strangers and for the owner', async (t) => {
  t.true(places.length > 150, `${places.length}`)
  const stranger = visit(origin)
  for (const place of places) {
    for (const who of [stranger, owner]) {
      const { status, html } = await who.get(`/${place}`)
      t.true([400, 404, 405].includes(status), `${place}: ${status}`)
      t.false(/\[core\]|"dependencies"|create table|root:x:0|LANGO_/.test(html), place)
    }
  }
})

test('T42: methods that no page has are refused', async (t) => {
  for (const method of ['PUT', 'PATCH', 'OPTIONS', 'PROPFIND', 'SEARCH', 'MKCOL', 'PURGE']) {
    const { status } = await fetch(`${origin}/subscribers`, { method, redirect: 'manual' })
    t.true([303, 403, 405, 501].includes(status), `${method}: ${status}`)
  }
})
