/// Many rows for one table, held in contiguous memory so that a bulk insert makes no object per value.
///
/// Append the values of a row in the order of `columns`; `append…` calls count through the row by themselves.
package struct RowBatch: Sendable {
    package let table: StaticString
    package let columns: [StaticString]
    /// One tag a value.
    package private(set) var kinds: [Kind] = []
    /// The integer itself, the bits of a real, or the length in `bytes` of a text or a blob.
    package private(set) var numbers: [Int64] = []
    /// Texts (UTF-8) and blobs, one after another.
    package private(set) var bytes: [UInt8] = []

    /// What a value is.
    package enum Kind: UInt8, Sendable { case null, integer, real, text, blob }

    /// An empty batch for some columns of a table.
    package init(into table: StaticString, columns: [StaticString]) {
        self.table = table
        self.columns = columns
    }

    /// Whole rows held.
    package var count: Int { kinds.count / columns.count }

    /// Appends a whole number.
    package mutating func append(_ value: Int64) {
        kinds.append(.integer)
        numbers.append(value)
    }

    /// Appends a whole number, NULL for nil.
    package mutating func append(_ value: Int64?) {
        if let value { append(value) } else { appendNull() }
    }

    /// Appends a number that need not be whole.
    package mutating func append(_ value: Double) {
        kinds.append(.real)
        numbers.append(Int64(bitPattern: value.bitPattern))
    }

    /// Appends NULL.
    package mutating func appendNull() {
        kinds.append(.null)
        numbers.append(0)
    }

    /// Appends a text.
    package mutating func append(_ text: String) {
        kinds.append(.text)
        let before = bytes.count
        bytes.append(contentsOf: text.utf8)
        numbers.append(Int64(bytes.count - before))
    }

    /// Appends a text given as UTF-8, which is checked when the batch is inserted.
    package mutating func append(text: some Collection<UInt8>) {
        kinds.append(.text)
        let before = bytes.count
        bytes.append(contentsOf: text)
        numbers.append(Int64(bytes.count - before))
    }

    /// Appends a text where it lies, for bulk work: no slice, no generic call.
    package mutating func append(text: UnsafeBufferPointer<UInt8>) {
        kinds.append(.text)
        bytes.append(contentsOf: text)
        numbers.append(Int64(text.count))
    }

    /// Appends bytes.
    package mutating func append(blob: some Collection<UInt8>) {
        kinds.append(.blob)
        let before = bytes.count
        bytes.append(contentsOf: blob)
        numbers.append(Int64(bytes.count - before))
    }

    /// Appends bytes where they lie, for bulk work.
    package mutating func append(blob: UnsafeBufferPointer<UInt8>) {
        kinds.append(.blob)
        bytes.append(contentsOf: blob)
        numbers.append(Int64(blob.count))
    }

    /// Forgets the rows and keeps the memory.
    package mutating func removeAll() {
        kinds.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }
}
