import Testing

@testable import Linkage

/// Values of records, one or several, read back as they were written.
@Suite struct RunsTests {
    /// What `Runs` keeps, in the plainest way.
    private func check(_ records: [[UInt32]], sourceLocation: SourceLocation = #_sourceLocation) {
        var runs = Runs()
        for record in records {
            for value in record { runs.append(value) }
            runs.close()
        }
        for (place, record) in records.enumerated() {
            var expected: [UInt32] = []
            for value in record where !expected.contains(value) && expected.count < 8 { expected.append(value) }
            #expect(runs.range(place).map { runs.values[$0] } == expected, sourceLocation: sourceLocation)
            #expect(runs.isEmpty(place) == expected.isEmpty, sourceLocation: sourceLocation)
        }
        let total = Set(records.indices.flatMap { place in runs.range(place).map { $0 } })
        #expect(total.count == runs.values.count { $0 != Runs.none }, sourceLocation: sourceLocation)
    }

    @Test func `a column that is never filled has no values and takes no room`() {
        check([[], [], []])
        var runs = Runs()
        for _ in 0..<1_000 { runs.close() }
        #expect(runs.values.isEmpty)
    }

    @Test func `single values stand in their own places, gaps between and after them`() {
        check([[], [], [7], [], [9], [], []])
        check([[3], [3], [4]])
    }

    @Test func `the first record with two values moves the others together`() {
        check([[], [1], [], [2, 3], [], [4], []])
        check([[1, 2]])
        check([[5], [6], [6, 6], [7, 6], [1]])
    }

    @Test func `a value said twice is one, and more than eight are not kept`() {
        check([[1, 1], [1, 2, 1], Array(1...20)])
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `whatever is written is read back`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for most in [1, 2, 10] {
            let records = (0..<200).map { _ in
                (0..<dice.number(below: most + 1)).map { _ in UInt32(dice.number(below: 5)) }
            }
            check(records)
        }
    }
}
