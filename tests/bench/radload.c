/*
 * The load of the RADIUS benchmark: logins and accounting reports, as many at once or a second as wanted, and a look at
 * every answer: Response Authenticator, Message-Authenticator, and whether it says what it should. Prints one JSON object.
 *
 *   gcc -O2 -o radload radload.c -lcrypto
 *   radload --port 1812 --secret S --mode pap --users 10000 --count 60000 --window 64 --cpu radius=4711,postgresql=4712
 *
 * Only on 127.0.0.0/8, and never for longer than --seconds. CPU is user and system time of whole process trees, until they
 * are idle again.
 */
#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <openssl/des.h>
#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SOCKETS_MAX = 64, BATCH = 32, PACKET_MAX = 512 };
enum mode { PAP, CHAP, MSCHAP2, START, INTERIM, STOP, STATUS, MODES };
static const char *const mode_names[MODES] = {"pap", "chap", "mschap2", "start", "interim", "stop", "status"};
enum { ACCESS_REQUEST = 1, ACCESS_ACCEPT, ACCESS_REJECT, ACCOUNTING_REQUEST, ACCOUNTING_RESPONSE, STATUS_SERVER = 12 };

static struct {
  const char *secret, *cpu, *host;
  int port, mode, sockets, window, resends;
  bool must_be_signed;
  uint64_t users, count, first;
  double rate, seconds, resend_ms, wrong_percent;
} want = {.secret = "", .host = "127.0.0.1", .mode = PAP, .sockets = 16, .window = 64, .users = 10000, .count = 1000,
          .seconds = 60, .resend_ms = 3000};

struct question {
  bool waits, to_be_refused, had_echoes; /* the identifier's earlier questions were sent twice, or given up */
  int sendings;
  uint64_t since, sent; /* ns: when it was due, and when it was last sent */
  uint16_t length;
  uint8_t bytes[PACKET_MAX];
};
struct lane {
  int fd, free_count;
  uint8_t free_ids[256], next; /* a ring, so that an identifier is used again as late as possible */
  struct question questions[256];
};
static struct lane *lanes;
static char (*names)[16], (*passwords)[16];
static uint8_t (*nt_hashes)[16];
static uint64_t begun, waiting, accepted, refused, wrong, forged, lost, resent;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t seed;
static uint64_t draw(void) {
  seed ^= seed >> 12, seed ^= seed << 25, seed ^= seed >> 27;
  return seed * 0x2545F4914F6CDD1D;
}
static void draw16(uint8_t *to) {
  uint64_t a = draw(), b = draw();
  memcpy(to, &a, 8), memcpy(to + 8, &b, 8);
}

/* ---- How long answers took: buckets that grow by 1/128 ---- */
static uint64_t buckets[40 * 128], longest;
static void note_duration(uint64_t ns) {
  uint64_t tenths = ns / 100; /* of a microsecond */
  int level = tenths < 128 ? 6 : 63 - __builtin_clzll(tenths);
  int at = tenths < 128 ? (int)tenths : (level - 6) * 128 + (int)(tenths >> (level - 7) & 127);
  buckets[at < 40 * 128 ? at : 40 * 128 - 1]++;
  if (ns > longest) longest = ns;
}
static double microseconds_of(double share) {
  uint64_t all = 0, so_far = 0;
  for (int i = 0; i < 40 * 128; i++) all += buckets[i];
  for (int i = 0; i < 40 * 128; i++) {
    so_far += buckets[i];
    if (so_far <= share * all) continue;
    int level = i / 128 + 6;
    return i < 128 ? i / 10.0 : ((1ull << level) + ((uint64_t)(i % 128) << (level - 7))) / 10.0;
  }
  return 0;
}

/* ---- Digests, with what comes of the secret alone made once ---- */
static MD5_CTX after_secret, inner, outer;
static void prepare_secret(void) {
  uint8_t block[64], key[64] = {0};
  memcpy(key, want.secret, strlen(want.secret));
  MD5_Init(&after_secret), MD5_Update(&after_secret, want.secret, strlen(want.secret));
  for (int i = 0; i < 64; i++) block[i] = key[i] ^ 0x36;
  MD5_Init(&inner), MD5_Update(&inner, block, 64);
  for (int i = 0; i < 64; i++) block[i] = key[i] ^ 0x5c;
  MD5_Init(&outer), MD5_Update(&outer, block, 64);
}
static void sign(const uint8_t *bytes, size_t length, uint8_t to[16]) {
  MD5_CTX in = inner, out = outer;
  uint8_t digest[16];
  MD5_Update(&in, bytes, length), MD5_Final(digest, &in);
  MD5_Update(&out, digest, 16), MD5_Final(to, &out);
}
static void sign_header(const uint8_t *bytes, size_t length, uint8_t to[16]) {
  MD5_CTX c;
  MD5_Init(&c);
  MD5_Update(&c, bytes, length), MD5_Update(&c, want.secret, strlen(want.secret)), MD5_Final(to, &c);
}

/* ---- MS-CHAPv2 (RFC 2759) ---- */
static void hash_password(const char *password, uint8_t to[16]) {
  uint8_t wide[64] = {0};
  size_t length = strlen(password);
  for (size_t i = 0; i < length; i++) wide[2 * i] = password[i];
  MD4(wide, 2 * length, to);
}
static void des(const uint8_t key7[7], const uint8_t from[8], uint8_t to[8]) {
  DES_cblock key;
  DES_key_schedule schedule;
  for (int i = 0; i < 8; i++) key[i] = (i ? key7[i - 1] << (8 - i) : 0) | (i < 7 ? key7[i] >> i : 0);
  DES_set_key_unchecked(&key, &schedule);
  DES_ecb_encrypt((const_DES_cblock *)from, (DES_cblock *)to, &schedule, DES_ENCRYPT);
}
static void answer_challenge(const uint8_t ours[16], const uint8_t peers[16], const char *name, const uint8_t hash[16],
                             uint8_t to[24]) {
  uint8_t both[20], key[21] = {0};
  SHA_CTX c;
  SHA1_Init(&c), SHA1_Update(&c, peers, 16), SHA1_Update(&c, ours, 16), SHA1_Update(&c, name, strlen(name));
  SHA1_Final(both, &c);
  memcpy(key, hash, 16);
  for (int i = 0; i < 3; i++) des(key + 7 * i, both, to + 8 * i);
}

/* ---- Packets, as a MikroTik router lays them out ---- */
static uint8_t *put(uint8_t *at, uint8_t type, const void *value, size_t length) {
  at[0] = type, at[1] = length + 2;
  memcpy(at + 2, value, length);
  return at + length + 2;
}
static uint8_t *put_text(uint8_t *at, uint8_t type, const char *text) { return put(at, type, text, strlen(text)); }
static uint8_t *put_number(uint8_t *at, uint8_t type, uint32_t number) {
  uint32_t octets = htonl(number);
  return put(at, type, &octets, 4);
}
static uint8_t *put_microsoft(uint8_t *at, uint8_t type, const void *value, size_t length) {
  static const uint8_t vendor[4] = {0, 0, 1, 0x37};
  at[0] = 26, at[1] = length + 8;
  memcpy(at + 2, vendor, 4);
  return put(at + 6, type, value, length);
}
static uint8_t *put_line(uint8_t *at, uint64_t user) {
  char mac[20];
  snprintf(mac, sizeof mac, "4C:5E:0C:%02X:%02X:%02X", (int)(user >> 16 & 255), (int)(user >> 8 & 255), (int)(user & 255));
  at = put_number(at, 6, 2);                     /* Service-Type: Framed */
  at = put_number(at, 7, 1);                     /* Framed-Protocol: PPP */
  at = put_number(at, 5, 15728640 + user);       /* NAS-Port */
  at = put_number(at, 61, 15);                   /* NAS-Port-Type: Ethernet */
  at = put_text(at, 1, names[user]);             /* User-Name */
  at = put_text(at, 31, mac);                    /* Calling-Station-Id */
  at = put_text(at, 30, "pppoe-in");             /* Called-Station-Id */
  at = put_text(at, 87, "ether5");               /* NAS-Port-Id */
  at = put_text(at, 32, "Kasarani");             /* NAS-Identifier */
  return put_number(at, 4, 0x7f000001);          /* NAS-IP-Address */
}
static uint8_t *put_password(uint8_t *at, const uint8_t authenticator[16], uint64_t user, bool is_wrong) {
  const char *password = is_wrong ? "not-this-one" : passwords[user];
  uint8_t challenge[16], answer[50] = {0}, hash[16];
  size_t length = strlen(password);
  MD5_CTX c;
  if (want.mode == PAP) { /* at most sixteen octets: one block */
    c = after_secret;
    MD5_Update(&c, authenticator, 16), MD5_Final(answer, &c);
    for (size_t i = 0; i < length; i++) answer[i] ^= password[i];
    return put(at, 2, answer, 16);
  }
  draw16(challenge);
  answer[0] = draw();
  if (want.mode == CHAP) {
    MD5_Init(&c), MD5_Update(&c, answer, 1), MD5_Update(&c, password, length), MD5_Update(&c, challenge, 16);
    MD5_Final(answer + 1, &c);
    return put(put(at, 60, challenge, 16), 3, answer, 17);
  }
  draw16(answer + 2);
  if (is_wrong) hash_password(password, hash);
  answer_challenge(challenge, answer + 2, names[user], is_wrong ? hash : nt_hashes[user], answer + 26);
  return put_microsoft(put_microsoft(at, 11, challenge, 16), 25, answer, 50);
}
static uint8_t *put_usage(uint8_t *at, uint64_t session) {
  char id[24];
  snprintf(id, sizeof id, "8%07llx", (unsigned long long)session);
  at = put_text(at, 44, id);                                                     /* Acct-Session-Id */
  at = put_number(at, 8, 0x0a400000 + session % want.users);                     /* Framed-IP-Address */
  at = put_number(at, 45, 1);                                                    /* Acct-Authentic: RADIUS */
  at = put_number(at, 40, want.mode == START ? 1 : want.mode == STOP ? 2 : 3);   /* Acct-Status-Type */
  at = put_number(at, 41, 0);                                                    /* Acct-Delay-Time */
  at = put_number(at, 55, time(NULL));                                           /* Event-Timestamp */
  if (want.mode == START) return at;
  at = put_number(at, 46, want.mode == STOP ? 2 : 1); /* Acct-Session-Time: they began when their Start came, or before */
  at = put_number(at, 42, 1000000 + session % 1000000);                          /* Acct-Input-Octets */
  at = put_number(at, 43, 9000000 + session % 1000000);                          /* Acct-Output-Octets */
  at = put_number(put_number(at, 52, 0), 53, 0);                                 /* -Gigawords */
  at = put_number(put_number(at, 47, 1000), 48, 9000);                           /* -Packets */
  return want.mode == STOP ? put_number(at, 49, 1) : at;                         /* Acct-Terminate-Cause: User-Request */
}
static void build(struct question *q, uint8_t id, uint64_t number) {
  uint8_t *bytes = q->bytes, *at = bytes + 20, *signature = NULL;
  bool accounts = want.mode == START || want.mode == INTERIM || want.mode == STOP;
  q->to_be_refused = !accounts && draw() % 1000000 < want.wrong_percent * 10000;
  bytes[0] = accounts ? ACCOUNTING_REQUEST : want.mode == STATUS ? STATUS_SERVER : ACCESS_REQUEST;
  bytes[1] = id;
  if (accounts) {
    memset(bytes + 4, 0, 16);
    at = put_usage(put_line(at, (want.first + number) % want.users), want.first + number);
  } else {
    uint64_t user = draw() % want.users;
    draw16(bytes + 4);
    if (want.mode != STATUS) at = put_password(put_line(at, user), bytes + 4, user, q->to_be_refused);
    static const uint8_t zeros[16];
    signature = at + 2;
    at = put(at, 80, zeros, 16); /* Message-Authenticator, last as RouterOS has it */
  }
  q->length = at - bytes;
  bytes[2] = q->length >> 8, bytes[3] = q->length & 255;
  uint8_t digest[16];
  if (signature) sign(bytes, q->length, digest), memcpy(signature, digest, 16);
  else sign_header(bytes, q->length, digest), memcpy(bytes + 4, digest, 16);
}

/* ---- Answers ---- */
static bool is_genuine(const struct question *q, uint8_t *bytes, size_t received, bool *proves_itself) {
  size_t length = received < 20 ? 0 : bytes[2] << 8 | bytes[3];
  if (length < 20 || length > received) return false;
  uint8_t claimed[16], digest[16];
  bool is_signed = false;
  memcpy(claimed, bytes + 4, 16), memcpy(bytes + 4, q->bytes + 4, 16);
  sign_header(bytes, length, digest);
  if (memcmp(claimed, digest, 16) != 0) return false;
  for (size_t at = 20; at + 2 <= length; at += bytes[at + 1]) {
    if (bytes[at + 1] < 2 || at + bytes[at + 1] > length) return false;
    if (bytes[at] == 26 && bytes[at + 1] > 8 && bytes[at + 4] == 1 && bytes[at + 5] == 0x37 && bytes[at + 6] == 26)
      *proves_itself = true; /* MS-CHAP2-Success */
    if (bytes[at] != 80 || bytes[at + 1] != 18) continue;
    memcpy(claimed, bytes + at + 2, 16), memset(bytes + at + 2, 0, 16);
    sign(bytes, length, digest);
    if (memcmp(claimed, digest, 16) != 0) return false;
    memcpy(bytes + at + 2, claimed, 16);
    is_signed = true;
  }
  return is_signed || !want.must_be_signed || bytes[0] == ACCOUNTING_RESPONSE;
}
static void take(struct lane *lane, uint8_t *bytes, size_t length, uint64_t at) {
  struct question *q = length < 20 ? NULL : &lane->questions[bytes[1]];
  bool proves_itself = false;
  if (!q || !q->waits) return; /* an answer to what was sent again */
  if (!is_genuine(q, bytes, length, &proves_itself)) {
    if (!q->had_echoes) forged++; /* else it answers what had the identifier before */
    return;
  }
  bool is_yes = bytes[0] == ACCESS_ACCEPT || bytes[0] == ACCOUNTING_RESPONSE;
  if (is_yes) accepted++;
  else refused++;
  if (is_yes == q->to_be_refused || (is_yes && want.mode == MSCHAP2 && !proves_itself)) wrong++;
  note_duration(at - q->since);
  q->waits = false, waiting--;
  lane->free_ids[(uint8_t)(lane->next + lane->free_count++)] = bytes[1];
}

static void receive(struct lane *lane) {
  static uint8_t room[BATCH][4096];
  struct mmsghdr messages[BATCH];
  struct iovec places[BATCH];
  for (int got = BATCH; got == BATCH;) {
    for (int i = 0; i < BATCH; i++) {
      places[i] = (struct iovec){room[i], sizeof room[i]};
      messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &places[i], .msg_iovlen = 1}};
    }
    got = recvmmsg(lane->fd, messages, BATCH, 0, NULL);
    uint64_t at = now();
    for (int i = 0; i < got; i++) take(lane, room[i], messages[i].msg_len, at);
  }
}

/* Sends what is due on one lane. Without a rate everything is due that the window has room for. */
static void ask(struct lane *lane, uint64_t begin) {
  struct mmsghdr messages[BATCH];
  struct iovec places[BATCH];
  int batch = 0;
  uint64_t at = now();
  int most = want.rate > 0 ? 4 : (want.window + want.sockets - 1) / want.sockets;
  for (; batch < BATCH && batch < most && begun < want.count && waiting < (uint64_t)want.window && lane->free_count > 0; batch++) {
    uint64_t due = want.rate > 0 ? begin + (uint64_t)(begun * (1e9 / want.rate)) : at;
    if (due > at) break;
    uint8_t id = lane->free_ids[lane->next++];
    struct question *q = &lane->questions[id];
    lane->free_count--;
    build(q, id, begun++);
    q->waits = true, q->since = due, q->sent = at, q->sendings = 1, waiting++;
    places[batch] = (struct iovec){q->bytes, q->length};
    messages[batch] = (struct mmsghdr){.msg_hdr = {.msg_iov = &places[batch], .msg_iovlen = 1}};
  }
  for (int sent = 0, refusals = 0; sent < batch && refusals < 1000;) {
    int more = sendmmsg(lane->fd, messages + sent, batch - sent, 0);
    if (more > 0) sent += more;
    else refusals++;
  }
}

static void ask_again(uint64_t at) {
  for (int k = 0; k < want.sockets; k++)
    for (int id = 0; id < 256; id++) {
      struct question *q = &lanes[k].questions[id];
      if (!q->waits || at - q->sent < want.resend_ms * 1e6) continue;
      if (q->sendings <= want.resends) {
        q->sendings++, q->sent = at, q->had_echoes = true, resent++;
        if (send(lanes[k].fd, q->bytes, q->length, 0) < 0) continue; /* lost on the way is lost */
      } else {
        q->waits = false, q->had_echoes = true, waiting--, lost++;
        lanes[k].free_ids[(uint8_t)(lanes[k].next + lanes[k].free_count++)] = id;
      }
    }
}

/* ---- CPU of process trees, from /proc ---- */
struct process { int pid, parent; double own, childrens; };
static int read_processes(struct process *list, int most) {
  DIR *folder = opendir("/proc");
  struct dirent *entry;
  int found = 0;
  while (folder && found < most && (entry = readdir(folder))) {
    char path[300], line[1024];
    unsigned long user, system;
    long users, systems;
    if (!isdigit(entry->d_name[0])) continue;
    snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    line[fread(line, 1, sizeof line - 1, file)] = 0;
    fclose(file);
    char *after = strrchr(line, ')');
    struct process *p = &list[found];
    if (!after || sscanf(after + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &p->parent, &user, &system,
                         &users, &systems) != 5) continue;
    double ticks = sysconf(_SC_CLK_TCK);
    p->pid = atoi(entry->d_name), p->own = (user + system) / ticks, p->childrens = (users + systems) / ticks;
    found++;
  }
  if (folder) closedir(folder);
  return found;
}
/* Of a process and all below it, those that have ended included. */
static double cpu_seconds(int root) {
  static struct process list[8192];
  static int tree[8192];
  int count = read_processes(list, 8192), size = 1;
  double seconds = 0;
  tree[0] = root;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < count; j++) {
      if (list[j].pid == tree[i]) seconds += list[j].own + (list[j].pid == root ? list[j].childrens : 0);
      else if (list[j].parent == tree[i] && size < 8192) tree[size++] = list[j].pid;
    }
  return seconds;
}
/* What a server does after its last answer, as writing its log, belongs to the answers: waits until it has little to do. */
static void wait_until_idle(const int *roots, int count) {
  double before = 0;
  for (int i = 0; i < count; i++) before += cpu_seconds(roots[i]);
  for (uint64_t end = now() + 5000000000; now() < end;) {
    double after = 0;
    usleep(250000);
    for (int i = 0; i < count; i++) after += cpu_seconds(roots[i]);
    if (after - before <= 0.02) return;
    before = after;
  }
}
static double own_cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* ---- The run ---- */
static void read_words(int argc, char **argv) {
  static const struct option options[] = {{"port", 1, 0, 'p'}, {"secret", 1, 0, 's'}, {"mode", 1, 0, 'm'}, {"users", 1, 0, 'u'},
    {"count", 1, 0, 'c'}, {"first", 1, 0, 'f'}, {"window", 1, 0, 'w'}, {"sockets", 1, 0, 'k'}, {"rate", 1, 0, 'r'},
    {"seconds", 1, 0, 't'}, {"resend-ms", 1, 0, 'e'}, {"resends", 1, 0, 'n'}, {"wrong-percent", 1, 0, 'x'}, {"cpu", 1, 0, 'C'},
    {"host", 1, 0, 'h'}, {"must-be-signed", 0, 0, 'S'}, {0, 0, 0, 0}};
  for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (o) {
    case 'p': want.port = atoi(optarg); break;
    case 's': want.secret = optarg; break;
    case 'm': for (want.mode = 0; want.mode < MODES && strcmp(mode_names[want.mode], optarg) != 0;) want.mode++; break;
    case 'u': want.users = strtoull(optarg, NULL, 10); break;
    case 'c': want.count = strtoull(optarg, NULL, 10); break;
    case 'f': want.first = strtoull(optarg, NULL, 10); break;
    case 'w': want.window = atoi(optarg); break;
    case 'k': want.sockets = atoi(optarg); break;
    case 'r': want.rate = atof(optarg); break;
    case 't': want.seconds = atof(optarg); break;
    case 'e': want.resend_ms = atof(optarg); break;
    case 'n': want.resends = atoi(optarg); break;
    case 'x': want.wrong_percent = atof(optarg); break;
    case 'C': want.cpu = optarg; break;
    case 'h': want.host = optarg; break;
    case 'S': want.must_be_signed = true; break;
    default: exit(2);
  }
  if (want.mode == MODES || want.port == 0 || want.users == 0 || strlen(want.secret) > 64 || want.seconds > 600 ||
      want.sockets < 1 || want.sockets > SOCKETS_MAX || want.window < 1) {
    fprintf(stderr, "radload: words that make no sense; see the head of radload.c\n");
    exit(2);
  }
}
static void prepare_users(void) {
  names = calloc(want.users, sizeof *names), passwords = calloc(want.users, sizeof *passwords);
  nt_hashes = calloc(want.users, sizeof *nt_hashes);
  for (uint64_t i = 0; i < want.users; i++) {
    snprintf(names[i], sizeof *names, "line%07u", (unsigned)i);
    snprintf(passwords[i], sizeof *passwords, "pass%07u", (unsigned)i);
    if (want.mode == MSCHAP2) hash_password(passwords[i], nt_hashes[i]);
  }
}
static void open_lanes(struct pollfd *polled) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(want.port)};
  if (inet_pton(AF_INET, want.host, &to.sin_addr) != 1 || ntohl(to.sin_addr.s_addr) >> 24 != 127) {
    fprintf(stderr, "radload: only addresses of 127.0.0.0/8\n");
    exit(2);
  }
  lanes = calloc(want.sockets, sizeof *lanes);
  for (int k = 0; k < want.sockets; k++) {
    int room = 4 << 20;
    lanes[k].fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(lanes[k].fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (connect(lanes[k].fd, (void *)&to, sizeof to) != 0) perror("radload: connect"), exit(2);
    for (int id = 0; id < 256; id++) lanes[k].free_ids[id] = id;
    lanes[k].free_count = 256;
    polled[k] = (struct pollfd){.fd = lanes[k].fd, .events = POLLIN};
  }
}
static uint64_t run(struct pollfd *polled) {
  uint64_t begin = now(), looked = begin, last = begin, stop = begin + (uint64_t)(want.seconds * 1e9);
  while (begun < want.count || waiting > 0) {
    uint64_t at = now(), answered = accepted + refused;
    if (at > stop) break;
    for (int k = 0; k < want.sockets; k++) ask(&lanes[(begun + k) % want.sockets], begin);
    struct timespec pause = {0, 5000000};
    if (want.rate > 0 && begun < want.count) {
      uint64_t due = begin + (uint64_t)(begun * (1e9 / want.rate));
      at = now();
      pause.tv_nsec = due <= at ? 0 : due - at < 5000000 ? due - at : 5000000;
    }
    if (ppoll(polled, want.sockets, &pause, NULL) > 0)
      for (int k = 0; k < want.sockets; k++)
        if (polled[k].revents) receive(&lanes[k]);
    at = now();
    if (accepted + refused > answered) last = at;
    if (at - looked > 5000000) ask_again(at), looked = at;
  }
  lost += waiting;
  return last - begin;
}
int main(int argc, char **argv) {
  struct pollfd polled[SOCKETS_MAX];
  struct { char name[32]; double before; } watched[8];
  int watching = 0, roots[8];
  read_words(argc, argv);
  seed = now() | 1;
  prepare_secret(), prepare_users(), open_lanes(polled);
  for (char *word = want.cpu ? strtok(strdup(want.cpu), ",") : NULL; word && watching < 8; word = strtok(NULL, ",")) {
    if (sscanf(word, "%31[^=]=%d", watched[watching].name, &roots[watching]) != 2) continue;
    watched[watching].before = cpu_seconds(roots[watching]), watching++;
  }
  double own = own_cpu_seconds(), seconds = run(polled) / 1e9, answered = accepted + refused > 0 ? accepted + refused : 1;
  own = own_cpu_seconds() - own;
  wait_until_idle(roots, watching);
  printf("{\"answered\":%llu,\"accepted\":%llu,\"refused\":%llu,\"wrong\":%llu,\"forged\":%llu,\"lost\":%llu,\"resent\":%llu,",
         (unsigned long long)(accepted + refused), (unsigned long long)accepted, (unsigned long long)refused,
         (unsigned long long)wrong, (unsigned long long)forged, (unsigned long long)lost, (unsigned long long)resent);
  printf("\"seconds\":%.4f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"longest_us\":%.1f,\"generator_us\":%.2f,\"cpu_us\":{", seconds,
         microseconds_of(0.5), microseconds_of(0.99), longest / 1e3, own * 1e6 / answered);
  for (int i = 0; i < watching; i++)
    printf("%s\"%s\":%.2f", i ? "," : "", watched[i].name, (cpu_seconds(roots[i]) - watched[i].before) * 1e6 / answered);
  printf("}}\n");
  return 0;
}
