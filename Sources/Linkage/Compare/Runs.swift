/// Any number of values for each record: record `r` has `values[range(r)]`.
///
/// As long as no record has two, a record's value stands in its own place and nothing else is kept; a column that is
/// never filled costs nothing.
struct Runs: Sendable {
    /// In the place of a record without value, while records have one place each.
    static let none = UInt32.max
    /// The most values of one record.
    private static let valuesMax = 8

    /// Where the values of each record start, with one more entry for the end; empty while records have one place each.
    private var starts: [UInt32] = []
    /// The values, and ``none`` where a record has none.
    private(set) var values: [UInt32] = []
    /// How many records are written.
    private var closed = 0

    /// Adds a value to the record being written, unless it already has it.
    ///
    /// At most eight a record.
    mutating func append(_ value: UInt32) {
        if starts.isEmpty {
            if values.count <= closed {
                if values.count < closed {
                    values.append(contentsOf: repeatElement(Self.none, count: closed - values.count))
                }
                values.append(value)
                return
            }
            if values[closed] == value { return }
            spread()
        }
        let start = Int(starts[starts.count - 1])
        guard values.count - start < Self.valuesMax else { return }
        for index in start..<values.count where values[index] == value { return }
        values.append(value)
    }

    /// Ends the record being written and begins the next.
    mutating func close() {
        closed += 1
        if !starts.isEmpty { starts.append(UInt32(values.count)) }
    }

    /// Puts the values end to end, so that a record can have several.
    private mutating func spread() {
        var end = 0
        starts.reserveCapacity(values.count + 1)
        for place in values.indices {
            starts.append(UInt32(end))
            guard values[place] != Self.none else { continue }
            values[end] = values[place]
            end += 1
        }
        values.removeLast(values.count - end)
    }

    /// Where the values of a record are.
    @inline(__always)
    func range(_ record: Int) -> Range<Int> {
        guard starts.isEmpty else { return Int(starts[record])..<Int(starts[record + 1]) }
        let isKnown = record < values.count && values[record] != Self.none
        return record..<(isKnown ? record + 1 : record)
    }

    /// By record: its one value or ``none``, for as many as there are; `nil` when some record has several.
    var single: [UInt32]? { starts.isEmpty ? values : nil }

    /// Whether a record has no value.
    func isEmpty(_ record: Int) -> Bool { range(record).isEmpty }
}
