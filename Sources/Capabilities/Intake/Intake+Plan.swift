import Vocabulary

/// A mapping made ready for one file: column names are numbers, texts are stretches of one pool, steps are decoded.
///
/// Made once for a file; the row loop reads plain values through pointers and looks nothing up. The plan owns the
/// memory and must outlive every pointer taken from it.
final class ImportPlan {
    /// A stretch of one of the plan's pools.
    struct Run: BitwiseCopyable {
        var start: Int32 = 0
        var count: Int32 = 0
    }

    struct Value: BitwiseCopyable {
        /// Columns in ``columns``: the first that is not empty, unless joined.
        var columns = Run()
        var joiner = Run()
        var isJoined = false
        /// What the source does not say; used when there are no columns.
        var constant = Run()
        var steps = Run()
        /// Where its findings are counted.
        var slot: Int32 = 0
        var isRequired = false
        var checksBirth = false
    }

    struct FactPlan: BitwiseCopyable {
        var value: Value
        /// `["surname",` in ``bytes``.
        var prefix = Run()
        /// `,"assessment"` in ``bytes``, for a basis that is not fact.
        var basis = Run()
    }

    struct KeyPart: BitwiseCopyable {
        enum Kind: UInt8 { case text, column, ordinal }
        var kind: Kind
        var column: Int32 = 0
        var text = Run()
    }

    struct Key: BitwiseCopyable {
        var parts = Run()
        /// `13/niche/person/` in ``bytes``.
        var prefix = Run()
        var isThere = false
    }

    /// A column and `["@NOTE",` for it.
    struct Kept: BitwiseCopyable {
        var column: Int32
        var prefix = Run()
    }

    struct RecordPlan: BitwiseCopyable {
        var kind: Int16
        var key: Key
        var subject = Key()
        var object = Key()
        /// Columns of which one must have a value; empty for a record always made.
        var condition = Run()
        /// Values the condition compares with, in ``values``; empty for any value at all.
        var conditionValues = Run()
        var conditionNegated = false
        var facts = Run()
        var recordedAt: Value?
        var grading: Value?
        var marking: Value?
        var reviewOn: Value?
        /// Columns that only this record holds, kept by another when this one is not made.
        var held = Run()
        /// Where its findings are counted.
        var slot: Int32 = 0
    }

    struct LevelPlan: BitwiseCopyable {
        var records = Run()
        /// Columns no record holds, kept by the first record made.
        var unmapped = Run()
    }

    let source: Source
    let bytes = UnsafeScratch<UInt8>()
    let columns = UnsafeScratch<Int32>()
    let steps = UnsafeScratch<Step>()
    let facts = UnsafeScratch<FactPlan>()
    let parts = UnsafeScratch<KeyPart>()
    let kept = UnsafeScratch<Kept>()
    let values = UnsafeScratch<Run>()
    let records = UnsafeScratch<RecordPlan>()
    let levels = UnsafeScratch<LevelPlan>()
    var tables: [CodeLookup] = []
    /// What each slot is about, for the quality report.
    var slots: [Slot] = []
    /// The names of each level's columns.
    var columnNames: [[String]] = []

    /// A place where findings are counted: a record of the mapping, or one of its values.
    struct Slot: Hashable, Sendable {
        var kind: String
        /// The source's columns.
        var column: String
        var attribute: String
    }

    init(source: Source) { self.source = source }

    /// Bytes of the pool.
    @inline(__always)
    func text(_ run: Run) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafePointer(bytes.pointer) + Int(run.start), count: Int(run.count))
    }

    func text(_ span: Span) -> UnsafeBufferPointer<UInt8> { text(Run(start: span.start, count: span.count)) }

    func add(_ text: String) -> Run {
        let start = bytes.count
        for byte in text.utf8 { bytes.append(byte) }
        return Run(start: Int32(start), count: Int32(bytes.count - start))
    }
}

extension UnsafeScratch {
    /// A stretch of the values.
    @inline(__always)
    func view(_ run: ImportPlan.Run) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: UnsafePointer(pointer) + Int(run.start), count: Int(run.count))
    }
}
