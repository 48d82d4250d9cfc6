/* Plazo: tickets, service-activation tracking and support policy for hosting providers.
 *
 * This header is the manual of the C interface. It is plain C11, and C++ may include it.
 *
 *     plazo_desk *desk = NULL;
 *     plazo_session *session = NULL;
 *     plazo_reply *reply = NULL;
 *     plazo_error *error = NULL;
 *     const char options[] = "{\"database\":\"/var/lib/plazo/desk.db\"}";
 *     const char actor[] = "{\"type\":\"customer\",\"customer\":\"1017\"}";
 *     const char request[] = "{\"department\":\"technical\",\"subject\":\"Site down\","
 *                            "\"body\":\"Since 9:00\"}";
 *
 *     if (plazo_desk_open(PLAZO_VERSION_NUMBER, options, sizeof options - 1, &desk, &error) == PLAZO_OK &&
 *         plazo_session_open(desk, actor, sizeof actor - 1, &session, &error) == PLAZO_OK &&
 *         plazo_call(session, "ticket.open", request, sizeof request - 1, &reply, &error) == PLAZO_OK)
 *       printf("%.*s\n", (int)plazo_reply_size(reply), plazo_reply_data(reply));
 *     else
 *       fprintf(stderr, "%s: %s\n", plazo_error_code(error), plazo_error_message(error));
 *     plazo_error_free(error);
 *     plazo_reply_free(reply);
 *     plazo_session_close(session);
 *     plazo_desk_close(desk);
 *
 * OPERATIONS. A few functions carry all operations: `plazo_call` and `plazo_desk_call` take the name of
 * one and a JSON object. `plazo_catalogue` lists them with their JSON Schemas, and <plazo/operations.h>
 * names them as constants. Requests are read strictly: an unknown field is an error that names it.
 * Replies may gain fields, and enumerations may gain values, in any release: ignore what you do not know.
 *
 * WHO IS CALLING. `plazo_call` acts as the actor of its session and sees only what that actor may see:
 * an object of somebody else is `not_found`, byte for byte like one that does not exist.
 * `plazo_desk_call` acts as the panel itself, which may do everything. The difference is the type of the
 * handle, so no value in any request can turn one into the other. Rights are looked up at every call.
 *
 * TEXT. All texts are UTF-8 with a pointer and a size in bytes; they need no terminating zero, are
 * borrowed for the length of the call and may be NULL when the size is 0. Names of operations are
 * zero-terminated. Wire types: ids are decimal strings; instants are RFC 3339 in UTC with milliseconds;
 * durations are integer milliseconds (requests may also use ISO 8601 text such as "PT40M");
 * enumerations are snake_case strings.
 *
 * RESULTS. Functions that can fail return PLAZO_OK or one of the negative codes below. Out-parameters
 * are set to NULL first, and to an object only on success; on failure `*error` is set instead. Any
 * out-parameter `error` may be NULL. What the library returns it owns: free each object with its own
 * function, once, in any order; freeing NULL does nothing.
 *
 * LIFETIME. Sessions, uploads and downloads keep their desk alive, so handles may be closed in any order,
 * also by a garbage collector. A handle must not be used once it is closed. NULL, or a handle of another
 * type, in place of a handle is PLAZO_INVALID with the code "argument.handle".
 *
 * THREADS AND PROCESSES. Desks and sessions may be used by any number of threads at once; replies and
 * errors are immutable. Loading the library does nothing: no threads, no files, no sockets. A desk that
 * was opened before a `fork` may be used in parent and child: the child opens its own connections.
 * No thread may be in a call when the process runs its exit handlers (`exit`, the end of `main`).
 * Never copy, read or close the database file by other means in a process that has it open: use the
 * operation "desk.backup". The library calls nothing in the host, so it never re-enters it.
 */
#ifndef PLAZO_PLAZO_H
#define PLAZO_PLAZO_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PLAZO_API __attribute__((visibility("default")))
#else
#define PLAZO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header: major * 10000 + minor * 100 + patch. */
#define PLAZO_VERSION_NUMBER 100

/* Results. Numbers are never reused or renumbered; later releases may add some. */
#define PLAZO_OK INT32_C(0)
#define PLAZO_INVALID INT32_C(-1)     /* the request is wrong; mend it */
#define PLAZO_NOT_FOUND INT32_C(-2)   /* no such thing, or not the actor's to see */
#define PLAZO_REFUSED INT32_C(-3)     /* understood, but this actor may not, or the policy says no */
#define PLAZO_CONFLICT INT32_C(-4)    /* the state moved on; read again */
#define PLAZO_LIMIT INT32_C(-5)       /* too much or too often */
#define PLAZO_UNAVAILABLE INT32_C(-6) /* the storage cannot serve now */
#define PLAZO_INTERNAL INT32_C(-7)    /* a fault of Plazo itself; nothing was written */

/* One provider's support, open for calls; calling on it is calling as the panel. */
typedef struct plazo_desk plazo_desk;
/* An actor on a desk: a customer, a contact of one, a guest or a staff member. */
typedef struct plazo_session plazo_session;
/* What a call gave. */
typedef struct plazo_reply plazo_reply;
/* Why a call failed. */
typedef struct plazo_error plazo_error;
/* A file on its way in. */
typedef struct plazo_upload plazo_upload;
/* A file on its way out. */
typedef struct plazo_download plazo_download;

/* The version of the library, such as "0.1.0". Static. */
PLAZO_API const char* plazo_version(void);

/* All operations as a JSON object: names, callers, JSON Schemas of requests and replies, errors and
 * documentation; the options of a desk and the actors of a session. The text is zero-terminated, lives
 * as long as the library, and its size goes to `*size` unless that is NULL. NULL when there is no memory. */
PLAZO_API const char* plazo_catalogue(size_t* size);

/* Opens a desk. `client_version` is PLAZO_VERSION_NUMBER of the header the caller was built with; a
 * library older than its caller refuses with "version.newer_client" instead of failing later.
 * `options` is a JSON object (see "desk" in the catalogue); the most used are
 *   "database"  path of the SQLite file; without it the desk has no storage and serves the pure
 *               operations only
 *   "create"    true: make the file (mode 0600) when it is missing
 * Applies missing migrations. Errors: "storage.missing", "storage.foreign", "storage.corrupt",
 * "storage.newer", "storage.read_only", "storage.full", "storage.busy" (retryable),
 * "storage.network_file_system", "storage.linked", "storage.io", "request.*", "version.newer_client". */
PLAZO_API int32_t plazo_desk_open(uint32_t client_version, const char* options, size_t size,
                                  plazo_desk** desk, plazo_error** error);

/* Gives the handle up. The desk ends with its last session. */
PLAZO_API void plazo_desk_close(plazo_desk* desk);

/* Performs an operation as the panel itself. Keep the handle from code that acts for customers. */
PLAZO_API int32_t plazo_desk_call(plazo_desk* desk, const char* operation, const char* request, size_t size,
                                  plazo_reply** reply, plazo_error** error);

/* Opens a session for an actor, a JSON object told apart by "type":
 *   {"type":"customer","customer":"1017"}                    the owner of the account
 *   {"type":"customer","customer":"1017","contact":"eva"}    a contact of it
 *   {"type":"guest"}                                         somebody who is not signed in
 *   {"type":"staff","staff":"ana"}                           a staff member
 *   {"type":"staff","staff":"ana","on_behalf_of":{"customer":"1017"}}   looking through a customer's eyes
 * each with optional "locale" ("es", "en") and "address" (of the caller, for limits). Does not touch the
 * database: whether the actor exists, and what it may do, is looked up at each call.
 * The panel must have authenticated the actor. */
PLAZO_API int32_t plazo_session_open(plazo_desk* desk, const char* actor, size_t size,
                                     plazo_session** session, plazo_error** error);
PLAZO_API void plazo_session_close(plazo_session* session);

/* Performs an operation as the session's actor. Writing operations are atomic: on any failure nothing
 * was written, except after "storage.commit_unknown", where an "idempotency_key" in the repeated request
 * makes sure of one effect. */
PLAZO_API int32_t plazo_call(plazo_session* session, const char* operation, const char* request, size_t size,
                             plazo_reply** reply, plazo_error** error);

/* ATTACHMENTS travel as streams of bytes, never inside JSON. An upload is opened, written in pieces of
 * any size, finished, and its id goes into "attachments" of ticket.open, ticket.reply or ticket.note:
 *
 *     plazo_upload_open(session, "{\"name\":\"captura.png\",\"media_type\":\"image/png\"}", 47, &upload,
 * &error) plazo_upload_write(upload, data, size, &error)        as often as there is more
 *     plazo_upload_finish(upload, &reply, &error)           {"attachment":"1234567890","size":48213}
 *     plazo_upload_close(upload)
 *
 * At most 25 MiB a file, 10 files a message, 50 uploads of an actor that no message uses yet, and 64
 * uploads open at once on a desk in a process. What no message uses within a day is removed by "tick".
 *
 * Files are encrypted as they arrive and lie beside the database, in the folder `<database>.files` (mode
 * 0700), under random names. The key is in `<database>.key` or at the desk's option "key_file" (32
 * bytes, mode 0600), made with the first upload and never in the database: keep a copy of it apart from
 * the backups of database and folder. Without the key no attachment opens, and nothing is ever written
 * in plain. Nothing of a file's name becomes part of a path; it is text, to be escaped like any other.
 *
 * An upload or a download may be used by any thread; calls on one are taken one after another. A child
 * process does not take part in its parent's uploads: "upload.forked". */

/* Opens an upload as the session's actor, who alone can use it later. `request` is a JSON object:
 *   "name"        the file's name, for people; of a path the last part is kept. Characters that control,
 *                 hide or turn text are a problem ("unusable_name" or "control_character" at "/name")
 *   "media_type"  optional; what is no `token/token` counts as application/octet-stream
 * Errors: those of any call, "attachment.too_many_open" (retryable), "attachment.too_many_unused",
 * "vault.key_missing", "vault.key_damaged", "vault.key_exposed". */
PLAZO_API int32_t plazo_upload_open(plazo_session* session, const char* request, size_t size,
                                    plazo_upload** upload, plazo_error** error);
/* Takes the next bytes; `data` may be NULL when the size is 0. After any error but "argument.*" and
 * "upload.forked" the upload can only be closed. Errors: "attachment.too_large", "storage.full",
 * "storage.io", "upload.failed", "upload.finished", "upload.forked". */
PLAZO_API int32_t plazo_upload_write(plazo_upload* upload, const void* data, size_t size,
                                     plazo_error** error);
/* Makes the attachment: {"attachment": id, "size": bytes}. The actor's rights are looked up again. Once
 * it has succeeded, calling it again gives the same reply; after "storage.busy" and
 * "storage.commit_unknown" call it again. */
PLAZO_API int32_t plazo_upload_finish(plazo_upload* upload, plazo_reply** reply, plazo_error** error);
/* Gives the handle up; an upload that was not finished leaves nothing. */
PLAZO_API void plazo_upload_close(plazo_upload* upload);

/* Opens the attachment {"attachment": id} for reading, when the session's actor may see the message that
 * carries it; else "attachment.not_found", whatever the reason. Errors: those of any call,
 * "attachment.damaged", "attachment.file_missing", "vault.key_missing", "vault.key_wrong",
 * "vault.key_damaged", "vault.key_exposed". */
PLAZO_API int32_t plazo_download_open(plazo_session* session, const char* request, size_t size,
                                      plazo_download** download, plazo_error** error);
/* What is known of the file, as a JSON object: "name", "media_type" (both as its sender gave them, not to
 * be trusted), "size" in bytes, and "disposition", how a browser may treat it: "attachment", so it is
 * saved and never shown in the page. Zero-terminated; the size, which does not count the zero, goes to
 * `*size` unless that is NULL. Lives until `plazo_download_close`. NULL for a handle of another type. */
PLAZO_API const char* plazo_download_info(const plazo_download* download, size_t* size);
/* Reads the next bytes: at least one and at most `size`, which must not be 0; `*read` tells how many. 0
 * is the end, and the promise that all of it came and nothing was changed. Each byte was verified before
 * it is given out. "attachment.damaged": what was read so far is genuine, but not all of the file; throw
 * it away. */
PLAZO_API int32_t plazo_download_read(plazo_download* download, void* buffer, size_t size, size_t* read,
                                      plazo_error** error);
PLAZO_API void plazo_download_close(plazo_download* download);

/* The reply as a JSON object, zero-terminated; the size does not count the zero. They live until
 * `plazo_reply_free`. NULL and 0 for NULL or a handle of another type. */
PLAZO_API const char* plazo_reply_data(const plazo_reply* reply);
PLAZO_API size_t plazo_reply_size(const plazo_reply* reply);
PLAZO_API void plazo_reply_free(plazo_reply* reply);

/* The error: its category (one of the negative results above), its stable code ("ticket.not_found"), a
 * message in English for developers, and all of it as a JSON object, with "retryable" and, for requests,
 * "problems" (JSON pointer, code and message of everything wrong). Zero-terminated; they live until
 * `plazo_error_free`. For NULL or a handle of another type: PLAZO_OK, and empty texts. */
PLAZO_API int32_t plazo_error_category(const plazo_error* error);
PLAZO_API const char* plazo_error_code(const plazo_error* error);
PLAZO_API const char* plazo_error_message(const plazo_error* error);
PLAZO_API const char* plazo_error_json(const plazo_error* error);
PLAZO_API void plazo_error_free(plazo_error* error);

#ifdef __cplusplus
}
#endif

#endif
