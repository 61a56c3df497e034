//! An authoriser in Rust: the door is open on the weekdays (UTC) that its configuration lists, {"days": ["mon", "fri"]}.
#![allow(dead_code)] // The structs below are whole, although not every member is used here.

use std::ffi::{c_void, CStr};
use std::os::raw::c_char;

// ---- usher_plugin.h 1.0, as far as this plugin needs it. A test compares each struct with the header. ------------------------

#[repr(C)]
#[derive(Clone, Copy)]
struct Str {
    ptr: *const u8,
    len: usize,
}

#[repr(C)]
struct Item {
    size: u32,
    kind: u32,
}

#[repr(C)]
struct Host {
    size: u32,
    abi_major: u16,
    abi_minor: u16,
    product: Str,
    version: Str,
    service: extern "C" fn(*const Host, *const c_char) -> *const c_void,
    log: extern "C" fn(*const Host, *mut Call, i32, Str),
    unix_ms: extern "C" fn(*const Host) -> i64,
    mono_ms: extern "C" fn(*const Host) -> i64,
    random: extern "C" fn(*const Host, *mut c_void, usize) -> i32,
    remaining_ms: extern "C" fn(*mut Call) -> i64,
    alloc: extern "C" fn(*mut Call, usize) -> *mut c_void,
    emit: extern "C" fn(*mut Call, *const Item) -> i32,
    reclaim: extern "C" fn(*mut Call),
}

#[repr(C)]
struct Call {
    host: *const Host,
}

#[repr(C)]
struct Error {
    head: Item,
    status: i32,
    flags: u32,
    retry_after_ms: i64,
    message: Str,
}

#[repr(C)]
struct Evidence {
    head: Item,
    index: u32,
    finding: i32,
    good_for_ms: i64,
    retry_after_ms: i64,
    flags: u32,
    reserved: u32,
    reason: Str,
    facts_json: Str,
}

#[repr(C)]
struct Subject {
    size: u32,
    flags: u32,
    account_id: Str,
    account_name: Str,
    link_json: Str,
    pseudonym: Str,
    secret_key: Str,
}

#[repr(C)]
struct Plugin {
    size: u32,
    abi_major: u16,
    abi_minor: u16,
    min_host_minor: u16,
    reserved: u16,
    max_concurrency: u32,
    manifest_json: Str,
    load: Option<extern "C" fn(*const Host) -> i32>,
    unload: Option<extern "C" fn()>,
    create: extern "C" fn(*mut Call, Str, *mut *mut c_void) -> i32,
    destroy: extern "C" fn(*mut c_void),
    evaluate: extern "C" fn(*mut c_void, *mut Call, Str, *const Subject) -> i32,
    extension: Option<extern "C" fn(*const c_char) -> *const c_void>,
}

#[repr(C)]
struct SvcJson {
    size: u32,
    reserved: u32,
    get: extern "C" fn(*mut Call, Str, Str, *mut i32, *mut Str) -> i32,
    count: extern "C" fn(*mut Call, Str, Str, *mut u32) -> i32,
    quote: extern "C" fn(*mut Call, Str, *mut Str) -> i32,
    members: extern "C" fn(*mut Call, Str, Str, *mut *const Str, *mut u32) -> i32,
}

const OK: i32 = 0;
const E_INVALID: i32 = -1;
const E_UNSUPPORTED: i32 = -2;
const E_CONFIG: i32 = -3;
const HOLDS: i32 = 0x686f;
const HOLDS_NOT: i32 = 0x6e6f;
const ITEM_ERROR: u32 = 1;
const ITEM_EVIDENCE: u32 = 2;
const JSON_STRING: i32 = 4;
const JSON_ARRAY: i32 = 5;
const SVC_JSON: &[u8] = b"usher.json/1\0";

const EMPTY: Str = Str { ptr: std::ptr::null(), len: 0 };

/// Lends a text: the host copies it before its function returns (R2).
const fn lend(text: &str) -> Str {
    Str { ptr: text.as_ptr(), len: text.len() }
}

// ---- The plugin ------------------------------------------------------------------------------------------------------------

const DAY_MS: i64 = 86_400_000;
const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// One instance: on which days the door is open, Monday first. It never changes, so any number of threads may read it (R4).
struct Weekdays([bool; 7]);

/// A status that is not OK, and what to tell the admin.
struct Failure(i32, String);

/// The host's JSON reader for the length of one call.
struct Reader {
    call: *mut Call,
    table: *const SvcJson,
}

impl Reader {
    fn new(call: *mut Call) -> Result<Reader, Failure> {
        // SAFETY: the host passes a call that is valid until this function returns, and a table that outlives it.
        let table = unsafe {
            let host = (*call).host;
            ((*host).service)(host, CStr::from_bytes_with_nul_unchecked(SVC_JSON).as_ptr()) as *const SvcJson
        };
        if table.is_null() {
            return Err(Failure(E_UNSUPPORTED, "the host reads no JSON".to_string()));
        }
        Ok(Reader { call, table })
    }

    /// The type and the text of the value at a JSON pointer. The text is copied: it belongs to the host.
    fn get(&self, json: Str, pointer: &str) -> Result<(i32, String), Failure> {
        let (mut kind, mut text) = (0, EMPTY);
        // SAFETY: both outputs live until the host's function has returned, and what it points `text` to lives until ours does.
        let status = unsafe { ((*self.table).get)(self.call, json, lend(pointer), &mut kind, &mut text) };
        if status != OK {
            return Err(Failure(status, "the configuration cannot be read".to_string()));
        }
        let bytes = if text.ptr.is_null() { &[] } else { unsafe { std::slice::from_raw_parts(text.ptr, text.len) } };
        Ok((kind, String::from_utf8_lossy(bytes).into_owned()))
    }

    fn count(&self, json: Str, pointer: &str) -> Result<u32, Failure> {
        let mut count = 0;
        // SAFETY: as above.
        match unsafe { ((*self.table).count)(self.call, json, lend(pointer), &mut count) } {
            OK => Ok(count),
            status => Err(Failure(status, "the configuration cannot be read".to_string())),
        }
    }
}

fn configure(call: *mut Call, config: Str) -> Result<Weekdays, Failure> {
    let reader = Reader::new(call)?;
    if reader.get(config, "/days")?.0 != JSON_ARRAY {
        return Err(Failure(E_CONFIG, format!("days: must be a list of {}", NAMES.join(", "))));
    }
    let mut days = [false; 7];
    for index in 0..reader.count(config, "/days")? {
        let (kind, text) = reader.get(config, &format!("/days/{}", index))?;
        match NAMES.iter().position(|name| kind == JSON_STRING && *name == text) {
            Some(day) => days[day] = true,
            None => return Err(Failure(E_CONFIG, format!("days: every day must be one of {}", NAMES.join(", ")))),
        }
    }
    Ok(Weekdays(days))
}

extern "C" fn create(call: *mut Call, config: Str, me: *mut *mut c_void) -> i32 {
    match configure(call, config) {
        Ok(days) => {
            // SAFETY: the host passes a place to write to.
            unsafe { *me = Box::into_raw(Box::new(days)) as *mut c_void };
            OK
        }
        Err(Failure(status, message)) => {
            let head = Item { size: std::mem::size_of::<Error>() as u32, kind: ITEM_ERROR };
            let error = Error { head, status, flags: 0, retry_after_ms: 0, message: lend(&message) };
            // SAFETY: the item and the text live until emit has copied them.
            unsafe { ((*(*call).host).emit)(call, &error.head) };
            status
        }
    }
}

extern "C" fn destroy(me: *mut c_void) {
    // SAFETY: the host calls this once for each instance, with what create() gave it.
    drop(unsafe { Box::from_raw(me as *mut Weekdays) });
}

extern "C" fn evaluate(me: *mut c_void, call: *mut Call, _requirement: Str, _subject: *const Subject) -> i32 {
    if me.is_null() {
        return E_INVALID;
    }
    // SAFETY: `me` is what create() gave; the call is valid until this function returns.
    let (days, host) = unsafe { (&(*(me as *const Weekdays)).0, (*call).host) };
    let now = unsafe { ((*host).unix_ms)(host) };
    let day = now.div_euclid(DAY_MS);
    let weekday = (day + 3).rem_euclid(7) as usize; // 1970-01-01 was a Thursday
    let open = days[weekday];
    let reason = if open { String::new() } else { format!("The door is closed on this day ({}, UTC).", NAMES[weekday]) };
    let evidence = Evidence {
        head: Item { size: std::mem::size_of::<Evidence>() as u32, kind: ITEM_EVIDENCE },
        index: 0,
        finding: if open { HOLDS } else { HOLDS_NOT },
        good_for_ms: (day + 1) * DAY_MS - now, // until midnight
        retry_after_ms: 0,
        flags: 0,
        reserved: 0,
        reason: lend(&reason),
        facts_json: EMPTY,
    };
    // SAFETY: the item and the text live until emit has copied them.
    unsafe { ((*host).emit)(call, &evidence.head) }
}

struct Shared(Plugin);
// SAFETY: the table and what it points to are constants.
unsafe impl Sync for Shared {}

static PLUGIN: Shared = Shared(Plugin {
    size: std::mem::size_of::<Plugin>() as u32,
    abi_major: 1,
    abi_minor: 0,
    min_host_minor: 0,
    reserved: 0,
    max_concurrency: 8,
    manifest_json: lend(
        r#"{"usher":1,"id":"rust-weekday","name":"Weekdays","version":"1.0.0","license":"Apache-2.0","permissions":{},
            "config_schema":{"type":"object","required":["days"],"properties":{"days":{"type":"array","items":
                {"enum":["mon","tue","wed","thu","fri","sat","sun"]}}}},
            "check":{"config":{"days":["mon","tue","wed","thu","fri","sat","sun"]},"requirement":{},
                     "subject":{"account_id":"1"}}}"#,
    ),
    load: None,
    unload: None,
    create,
    destroy,
    evaluate,
    extension: None,
});

#[no_mangle]
pub extern "C" fn usher_plugin_v1() -> *const c_void {
    &PLUGIN.0 as *const Plugin as *const c_void
}
