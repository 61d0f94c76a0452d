import Vocabulary

/// Records on their way into the store: a head for each, one stretch of bytes for all keys and one for all bodies.
///
/// Written for a million people in 40 s: nothing in it is a `String`, and a batch is filled, stored and emptied
/// without giving its memory back. A head is of one piece, because records are stored in another order than they come:
/// each column of it apart would be a cache miss of its own.
package struct RecordBatch: Sendable {
    /// Whose records these are; every record of a batch is of one source.
    package let source: Source
    /// Everything of each record but its bytes, in the order given.
    package private(set) var heads: [Head] = []
    /// The source's own keys, one after another.
    package private(set) var keyBytes: [UInt8] = []
    /// Bodies (``RecordBody``), one after another.
    package private(set) var bodyBytes: [UInt8] = []

    /// The moment of a record whose source does not say.
    package static let noMoment = Int64.min

    package init(source: Source) { self.source = source }

    /// The number of records.
    package var count: Int { heads.count }

    /// Bytes held by keys and bodies.
    package var byteCount: Int { keyBytes.count + bodyBytes.count }

    /// Where the key of a record lies in ``keyBytes``.
    func keyRange(at index: Int) -> Range<Int> { heads[index].key }

    /// Where the body of a record lies in ``bodyBytes``.
    func bodyRange(at index: Int) -> Range<Int> { heads[index].body }

    /// The source's key of a record.
    package func key(at index: Int) -> ArraySlice<UInt8> { keyBytes[keyRange(at: index)] }

    /// The body of a record.
    package func body(at index: Int) -> ArraySlice<UInt8> { bodyBytes[bodyRange(at: index)] }

    /// The grading of a record, if it has one.
    package func grading(at index: Int) -> Grading? { Self.grading(heads[index].grading) }

    /// The grading that three decimal digits stand for.
    package static func grading(_ code: Int16) -> Grading? {
        guard let source = Grading.SourceReliability(rawValue: Int8(clamping: code / 100)),
            (1...5).contains(code / 10 % 10), (1...2).contains(code % 10)
        else { return nil }
        return Grading(
            source: source,
            intelligence: Grading.Assessment.allCases[Int(code / 10 % 10) - 1],
            handling: Grading.Handling.allCases[Int(code % 10) - 1]
        )
    }

    /// The three decimal digits that stand for a grading.
    package static func code(_ grading: Grading) -> Int16 {
        let intelligence = Grading.Assessment.allCases.firstIndex(of: grading.intelligence) ?? 0
        let handling = Grading.Handling.allCases.firstIndex(of: grading.handling) ?? 0
        return Int16(grading.source.rawValue) * 100 + Int16(intelligence + 1) * 10 + Int16(handling + 1)
    }

    /// One record with everything but its bytes.
    package struct Head: BitwiseCopyable, Sendable {
        /// A `RecordKind` raw value.
        package var kind: Int16 = 0
        /// A `Marking` raw value.
        package var marking: Int16 = 0
        /// 3x5x2 as three decimal digits, 231 for `2 C P`; 0 for none.
        ///
        /// See ``grading(at:)``.
        package var grading: Int16 = 0
        /// Minutes ahead of UTC on the local clock at ``moment``.
        package var offset: Int16 = 0
        /// The review date as `YYYYMMDD`; 0 for none.
        package var review: Int32 = 0
        fileprivate var keyCount: Int32 = 0
        /// The first 63 bits of the SHA-256 of the record's name, `13/niche/person/4471902`; never 0.
        package var id: Int64 = 0
        /// The same of the record this one speaks of; 0 for none.
        package var subject: Int64 = 0
        /// The same of the second record it ties to; 0 for none.
        package var object: Int64 = 0
        /// When the source last wrote it, in milliseconds of UTC since 1970; ``noMoment`` where it does not say.
        package var moment = RecordBatch.noMoment
        fileprivate var keyStart = 0
        fileprivate var bodyStart = 0
        fileprivate var bodyCount = 0
        /// The first 128 bits of the SHA-256 of body and the columns above: two records alike have the same.
        package var digest: UInt128 = 0

        package init() {}

        fileprivate var key: Range<Int> { keyStart..<keyStart + Int(keyCount) }

        fileprivate var body: Range<Int> { bodyStart..<bodyStart + bodyCount }
    }

    /// Adds a record with its key and its body.
    package mutating func append(_ head: Head, key: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) {
        var head = head
        head.keyStart = keyBytes.count
        head.keyCount = Int32(key.count)
        head.bodyStart = bodyBytes.count
        head.bodyCount = body.count
        heads.append(head)
        keyBytes.append(contentsOf: key)
        bodyBytes.append(contentsOf: body)
    }

    /// Forgets the records and keeps the memory.
    package mutating func removeAll() {
        heads.removeAll(keepingCapacity: true)
        keyBytes.removeAll(keepingCapacity: true)
        bodyBytes.removeAll(keepingCapacity: true)
    }
}

/// What became of the records of a batch; the three add up to the records in it.
package struct BatchOutcome: Hashable, Sendable, Codable {
    /// Records whose id was not there.
    package var new: Int
    /// Records that became a new version.
    package var changed: Int
    /// Records that were there word for word.
    package var unchanged: Int

    package init(new: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.new = new
        self.changed = changed
        self.unchanged = unchanged
    }

    package static func += (total: inout Self, more: Self) {
        total.new += more.new
        total.changed += more.changed
        total.unchanged += more.unchanged
    }
}
