import Vocabulary

/// Finds, among millions of people, those who may be the person asked for, in well under a millisecond.
///
/// A base in one run of bytes, which can be a mapped file, and a small layer of what changed since, which is folded
/// in on demand. Every answer carries the weight that joining would give the pair by the same model, and is the same
/// before and after folding in.
///
/// ```swift
/// var lookup = try PersonLookup(columns)
/// var scratch = LookupScratch()
/// let hits = lookup.find(sketch, best: 10, by: LookupWeights(model), scratch: &scratch)
/// ```
package struct PersonLookup: Sendable {
    let base: IndexFile
    private(set) var delta: LookupDelta

    /// Builds an index of the people of columns.
    ///
    /// O(people · keys); the columns are let go of on the way when nobody else holds them.
    /// - Throws: `Fault` with `linkage.index_too_large` beyond 4 GB of records.
    package init(_ columns: consuming PersonColumns) throws {
        let draft = IndexDraft(columns)
        columns = PersonColumns()
        base = try IndexFile(IndexFile.write(draft), verifying: false)
        delta = LookupDelta(base)
    }

    /// Opens an index that was saved.
    ///
    /// The bytes stay where they are: nothing is copied. With `verifying`, the sums of all sections are compared, at
    /// the speed of memory; without, only the head and the bounds are looked at.
    /// - Throws: `Fault` with `linkage.index_damaged` or `linkage.index_version_unknown`.
    package init(reading bytes: FlatBytes, verifying: Bool = true) throws {
        base = try IndexFile(bytes, verifying: verifying)
        delta = LookupDelta(base)
    }

    /// How many people can be found.
    package var count: Int { base.people - delta.removed.count + delta.places.count }

    /// How many changes lie above the base.
    package var changes: Int { delta.draft.count + delta.removed.count }

    /// The bytes to save; `nil` while there are changes that ``compact()`` has not folded in.
    package var bytes: FlatBytes? { changes == 0 ? base.owner : nil }

    /// Adds a person, or replaces the one with its handle.
    package mutating func insert(_ sketch: PersonSketch) { insert([sketch]) }

    /// Adds people, replacing those with their handles.
    package mutating func insert(_ sketches: [PersonSketch]) {
        let columns = PersonColumns(sketches)
        var numbers = IndexDraft.ColumnNumbers(columns)
        for record in 0..<columns.count {
            remove(columns.handles[record])
            delta.append(columns, record, &numbers)
        }
    }

    /// Takes a person out; false when there was none with this handle.
    @discardableResult
    package mutating func remove(_ handle: Int64) -> Bool {
        if delta.places.removeValue(forKey: handle) != nil { return true }
        guard let place = base.place(of: handle) else { return false }
        return delta.removed.insert(UInt32(place)).inserted
    }

    /// Folds the changes into a new base; answers stay as they are.
    ///
    /// What only people who were taken out had is gone from the bytes, their names included: after an erasure this must
    /// follow before the bytes are saved. O(people · keys).
    package mutating func compact() throws {
        guard changes > 0 else { return }
        let lexicon = IndexLexicon(flat: base.lexicon, settled: delta.draft.lexicon.fresh)
        let isFewer = !delta.removed.isEmpty || delta.places.count < delta.draft.count
        var texts = isFewer ? IndexDraft.Translation(lexicon) : nil
        var draft = IndexDraft(isFewer ? IndexLexicon() : lexicon, width: lexicon.count < 1 << 24 ? 3 : 4)
        let added = delta.places.sorted { $0.key < $1.key }
        delta.withRecords { records in
            var next = 0
            for place in 0..<base.people where !delta.removed.contains(UInt32(place)) {
                let handle = base.handle(place)
                while next < added.count, added[next].key < handle {
                    draft.append(added[next].key, records, at: delta.draft.starts[Int(added[next].value)], &texts)
                    next += 1
                }
                draft.append(handle, base.records, at: base.start(place), &texts)
            }
            for (handle, place) in added[next...] {
                draft.append(handle, records, at: delta.draft.starts[Int(place)], &texts)
            }
        }
        self = try Self(reading: IndexFile.write(draft), verifying: false)
    }
}

/// What changed since a base was made.
struct LookupDelta: Sendable {
    private(set) var draft: IndexDraft
    /// Where in the draft the living people are.
    var places: [Int64: UInt32] = [:]
    /// Places of the base that are no more.
    var removed: Set<UInt32> = []
    private var postings: [UInt64: [UInt32]] = [:]
    private var keys = IndexKeys()

    init(_ base: IndexFile) { draft = IndexDraft(IndexLexicon(flat: base.lexicon)) }

    /// Adds a person whose handle is not here.
    mutating func append(_ columns: PersonColumns, _ record: Int, _ numbers: inout IndexDraft.ColumnNumbers) {
        let place = UInt32(draft.count)
        draft.append(columns, record, &numbers)
        places[columns.handles[record]] = place
        var keys = IndexKeys()
        swap(&keys, &self.keys)
        var found: Set<UInt64> = []
        withRecords { records in
            keys.read(records, at: draft.starts[Int(place)], draft.lexicon)
            keys.eachOfRecord { found.insert($0) }
        }
        for key in found { postings[key, default: []].append(place) }
        swap(&keys, &self.keys)
    }

    /// Lends the records.
    func withRecords<Result>(_ body: (IndexRecord) throws -> Result) rethrows -> Result {
        try draft.bytes.withUnsafeBytes { try body(IndexRecord(bytes: FlatSection($0), width: draft.width)) }
    }

    /// The living people with a key, by handle.
    func people(_ key: UInt64) -> [UInt32] {
        guard let places = postings[key] else { return [] }
        return places.filter { self.places[draft.handles[Int($0)]] == $0 }
            .sorted { draft.handles[Int($0)] < draft.handles[Int($1)] }
    }
}
