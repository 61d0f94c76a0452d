import Synchronization
import Vocabulary

/// Chance from a seed: SplitMix64.
///
/// The same seed gives the same run.
package struct SimulationDice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Whether something with this chance happens.
    package mutating func happens(_ chance: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < chance
    }

    /// A number below `bound`, which is at least 1.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "nothing is below 0")
        return Int(next() % UInt64(bound))
    }

    /// Some bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
    }
}

/// A disk in memory that loses, tears and refuses writes as a real one may, all from a seed.
///
/// What is written lies in a cache until it is made durable. A crash keeps any part of the cache, sector by sector,
/// loses the rest, and makes every later call fail until ``restart()``. After a failed sync the cache stays readable
/// but is no longer dirty, as Linux has it: a later sync does not save it.
package final class SimulatedDisk: LogDisk, Sendable {
    /// How a call can fail.
    package enum Failure: Sendable, Hashable, CaseIterable {
        /// An input or output error; a write may have happened in part.
        case inputOutput
        /// No space is left; a write has happened in part.
        case full
        /// The power goes in the middle of the call.
        case crash
    }

    fileprivate struct File {
        var cache: [UInt8] = []
        var durable: [UInt8] = []
        /// What has been written since the last sync, in order.
        var dirty: [(offset: Int, bytes: [UInt8])] = []
        /// Whether a crash forgets that the file was made.
        var isNew = true
    }

    private struct State {
        var files: [String: File] = [:]
        var dice: SimulationDice
        var calls = 0
        var failures: [Int: Failure] = [:]
        var chances: [Failure: Double] = [:]
        var isDown = false
        var capacity: Int
        var trace: [String] = []
    }

    private static let sector = 512
    private let state: Mutex<State>

    /// An empty disk.
    ///
    /// - Parameters:
    ///   - seed: decides what a crash keeps and, with ``setChances(_:)``, which calls fail.
    ///   - capacity: how many bytes all files may have together.
    package init(seed: UInt64, capacity: Int = .max) {
        state = Mutex(State(dice: SimulationDice(seed: seed), capacity: capacity))
    }

    // MARK: - For the one who tests

    /// How many calls that change something have been made.
    package var calls: Int { state.withLock { $0.calls } }
    /// Whether the power has gone.
    package var isDown: Bool { state.withLock { $0.isDown } }
    /// Every changing call so far, in words.
    package var trace: [String] { state.withLock { $0.trace } }
    /// The names of all files.
    package var names: [String] { state.withLock { $0.files.keys.sorted() } }

    /// Makes the call with this number, counted from 0, fail.
    package func fail(call: Int, with failure: Failure) { state.withLock { $0.failures[call] = failure } }

    /// Makes every changing call fail with these chances.
    package func setChances(_ chances: [Failure: Double]) { state.withLock { $0.chances = chances } }

    /// Changes how much the disk holds.
    package func setCapacity(_ capacity: Int) { state.withLock { $0.capacity = capacity } }

    /// Takes the power away now.
    package func crash() { state.withLock { Self.crash(&$0) } }

    /// Gives the power back.
    package func restart() { state.withLock { $0.isDown = false } }

    /// The bytes of a file as a program sees them.
    package func bytes(of file: String) -> [UInt8]? { state.withLock { $0.files[file]?.cache } }

    /// Puts bytes in a file's place, durably, as somebody else might.
    package func tamper(_ file: String, _ bytes: [UInt8]?) {
        state.withLock { state in
            state.files[file] = bytes.map { File(cache: $0, durable: $0, isNew: false) }
        }
    }

    // MARK: - LogDisk

    package func size(of file: String) async throws -> UInt64? {
        try state.withLock { state in
            try Self.up(state)
            return state.files[file].map { UInt64($0.cache.count) }
        }
    }

    package func read(_ file: String, at offset: UInt64, count: Int) async throws -> [UInt8] {
        try state.withLock { state in
            try Self.up(state)
            guard let cache = state.files[file]?.cache else { throw Fault(.ledgerDisk, "there is no file `\(file)`") }
            let start = min(Int(offset), cache.count)
            return Array(cache[start..<min(start + count, cache.count)])
        }
    }

    package func write(_ bytes: [UInt8], to file: String, at offset: UInt64, durably: Bool) async throws {
        try state.withLock { state in
            let failure = try Self.call(
                &state,
                "write \(bytes.count) to \(file) at \(offset)\(durably ? ", sync" : "")"
            )
            var entry = state.files[file] ?? File()
            let used = state.files.values.reduce(0) { $0 + $1.cache.count }
            let growth = max(0, Int(offset) + bytes.count - entry.cache.count)
            var kept = bytes.count
            var fails = failure
            if growth > state.capacity - used {
                kept = max(0, bytes.count - (growth - max(0, state.capacity - used)))
                fails = failure ?? .full
            } else if failure != nil, state.dice.happens(0.5) {
                kept = state.dice.below(bytes.count + 1)
            }
            let part = Array(bytes[..<kept])
            Self.put(part, at: Int(offset), in: &entry.cache)
            entry.dirty.append((Int(offset), part))
            if fails == nil, durably {
                entry.flush()
            } else if fails == .inputOutput {
                // The pages count as clean, though the platter has only some of them.
                Self.settle(&entry, &state.dice)
            }
            state.files[file] = entry
            try Self.end(&state, fails)
        }
    }

    package func truncate(_ file: String, to size: UInt64) async throws {
        try state.withLock { state in
            let failure = try Self.call(&state, "truncate \(file) to \(size)")
            if failure == nil || state.dice.happens(0.5), var entry = state.files[file] {
                entry.cache.removeLast(max(0, entry.cache.count - Int(size)))
                if failure == nil { entry.flush() }
                state.files[file] = entry
            }
            try Self.end(&state, failure)
        }
    }

    package func replace(_ file: String, with bytes: [UInt8], durably: Bool) async throws {
        try state.withLock { state in
            let failure = try Self.call(&state, "replace \(file) with \(bytes.count)\(durably ? ", sync" : "")")
            let used = state.files.values.reduce(0) { $0 + $1.cache.count }
            var fails = failure
            if used + bytes.count > state.capacity { fails = failure ?? .full }
            if fails == nil || fails != .full && state.dice.happens(0.5) {
                let old = state.files[file]
                // Durable, it is atomic even when it fails: wholly there or not at all.
                var entry = File(cache: bytes, durable: bytes, isNew: false)
                if !durably {
                    entry.durable = old?.durable ?? []
                    entry.dirty = [(0, bytes)]
                    entry.isNew = old?.isNew ?? true
                }
                state.files[file] = entry
            }
            try Self.end(&state, fails)
        }
    }

    package func removeFolder(_ folder: String) async throws {
        try state.withLock { state in
            let failure = try Self.call(&state, "remove \(folder)")
            if failure == nil || state.dice.happens(0.5) {
                for name in state.files.keys where name.hasPrefix(folder + "/") { state.files[name] = nil }
            }
            try Self.end(&state, failure)
        }
    }

    package func close() async {}

    // MARK: - Inside

    private static func up(_ state: State) throws {
        guard !state.isDown else { throw Fault(.ledgerDisk, "the machine is down") }
    }

    private static func call(_ state: inout State, _ what: String) throws -> Failure? {
        try up(state)
        defer { state.calls += 1 }
        var failure = state.failures[state.calls]
        if failure == nil {
            for kind in Failure.allCases where state.dice.happens(state.chances[kind] ?? 0) { failure = kind }
        }
        state.trace.append("\(state.calls): \(what)\(failure.map { " FAILS \($0)" } ?? "")")
        return failure
    }

    private static func end(_ state: inout State, _ failure: Failure?) throws {
        switch failure {
        case nil: return
        case .inputOutput: throw Fault(.ledgerDisk, "input/output error")
        case .full: throw Fault(.ledgerDisk, "no space left on device")
        case .crash:
            crash(&state)
            throw Fault(.ledgerDisk, "the machine is down")
        }
    }

    private static func crash(_ state: inout State) {
        guard !state.isDown else { return }
        state.isDown = true
        state.trace.append("crash")
        for name in state.files.keys.sorted() {
            guard var file = state.files[name] else { continue }
            settle(&file, &state.dice)
            file.cache = file.durable
            let isForgotten = file.isNew && state.dice.happens(0.5)
            file.isNew = false
            state.files[name] = isForgotten ? nil : file
        }
    }

    /// Lets any part of what is dirty reach the platter.
    private static func settle(_ file: inout File, _ dice: inout SimulationDice) {
        if file.durable.count > file.cache.count, dice.happens(0.5) {
            file.durable.removeLast(file.durable.count - file.cache.count)
        }
        let keep = [0.0, 0.5, 0.9, 1.0][dice.below(4)]
        for (offset, bytes) in file.dirty {
            var at = offset
            while at < offset + bytes.count {
                let next = min((at / sector + 1) * sector, offset + bytes.count)
                if dice.happens(keep) { put(Array(bytes[at - offset..<next - offset]), at: at, in: &file.durable) }
                at = next
            }
        }
        file.dirty = []
    }

    private static func put(_ bytes: [UInt8], at offset: Int, in content: inout [UInt8]) {
        if content.count < offset + bytes.count {
            content += [UInt8](repeating: 0, count: offset + bytes.count - content.count)
        }
        content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}

extension SimulatedDisk.File {
    fileprivate mutating func flush() {
        for (offset, bytes) in dirty {
            if durable.count < offset + bytes.count {
                durable += [UInt8](repeating: 0, count: offset + bytes.count - durable.count)
            }
            durable.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        if durable.count > cache.count { durable.removeLast(durable.count - cache.count) }
        dirty = []
        isNew = false
    }
}
