/// Finds the least of many numbers without sorting them.
enum Selection {
    /// Brings the `count` least of distinct numbers to the front, in no order.
    ///
    /// O(numbers) expected; the same numbers in the same places always end in the same places.
    static func bring(_ numbers: UnsafeMutableBufferPointer<UInt64>, least count: Int) {
        var low = 0
        var high = numbers.count - 1
        // What is left of `low` is among the least, what is right of `high` is not.
        while low < high, count > low, count <= high {
            let pivot = middle(numbers[low], numbers[(low + high) / 2], numbers[high])
            var i = low
            var j = high
            while i <= j {
                while numbers[i] < pivot { i += 1 }
                while numbers[j] > pivot { j -= 1 }
                if i <= j {
                    numbers.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if count <= j + 1 {
                if count == j + 1 { return }
                high = j
            } else if count >= i {
                low = i
            } else {
                return
            }
        }
    }

    private static func middle(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 { max(min(a, b), min(max(a, b), c)) }
}
