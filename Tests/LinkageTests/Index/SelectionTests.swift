import Testing

@testable import Linkage

/// The least of many numbers, found without sorting.
@Suite struct SelectionTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `the least come to the front, whatever the order`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for size in [0, 1, 2, 3, 10, 81, 500, 2_048] {
            // Many share the upper half, as candidates share what they have in common with a question.
            var numbers = (0..<size).map { UInt64(dice.number(below: 4)) << 32 | UInt64($0) }
            if seed % 3 == 1 { numbers.sort() }
            if seed % 3 == 2 { numbers.sort(by: >) }
            for count in [0, 1, 2, 80, size / 2, size] where count <= size {
                var found = numbers
                found.withUnsafeMutableBufferPointer { Selection.bring($0, least: count) }
                #expect(found.prefix(count).sorted() == Array(numbers.sorted().prefix(count)))
                #expect(found.sorted() == numbers.sorted())
            }
        }
    }
}
