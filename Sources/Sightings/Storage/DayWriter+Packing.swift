extension DayWriter {
    typealias Put = (DayLayout.Section, [UInt8]) -> Void

    func packPlates(_ keys: [UInt64], _ counts: [UInt32], _ set: Put) {
        var first: [UInt64] = []
        var meta: [UInt64] = []
        var start: [UInt32] = []
        var bits = BitWriter(capacity: keys.count * 5)
        var read: UInt32 = 0
        for block in stride(from: 0, to: keys.count, by: DayLayout.plateBlock) {
            let range = block..<min(block + DayLayout.plateBlock, keys.count)
            let differences = range.dropFirst().map { keys[$0] - keys[$0 - 1] }
            let together = differences.reduce(0, |)
            let shift = together == 0 ? 0 : together.trailingZeroBitCount
            let width = PackedBits.width(upTo: together >> UInt64(shift))
            let countWidth = PackedBits.width(upTo: UInt64(range.map { counts[$0] }.max() ?? 0))
            // A difference of hashed keys may need more bits than one load gives: then it is written in two halves.
            bits.align()
            first.append(keys[block])
            start.append(read)
            meta.append(
                UInt64(bits.position / 8) | UInt64(width) << 40 | UInt64(shift) << 48 | UInt64(countWidth) << 56
            )
            for difference in differences {
                let value = difference >> UInt64(shift)
                bits.put(value & 0xffff_ffff, width: min(width, 32))
                if width > 32 { bits.put(value >> 32, width: width - 32) }
            }
            for plate in range {
                bits.put(UInt64(counts[plate]), width: countWidth)
                read += counts[plate]
            }
        }
        start.append(read)
        set(.plateFirst, Self.bytes(of: first))
        set(.plateMeta, Self.bytes(of: meta))
        set(.plateBits, bits.finished())
        set(.plateStart, Self.bytes(of: start))
    }

    /// The cameras of a day in ascending order, and the place of each of the store's cameras among them.
    func localCameras(_ reads: [PackedRead]) -> (table: [UInt16], placeOf: [UInt16]) {
        var used = [Bool](repeating: false, count: 1 << 16)
        for read in reads { used[Int(read.camera)] = true }
        var placeOf = [UInt16](repeating: 0, count: 1 << 16)
        var table: [UInt16] = []
        for camera in used.indices where used[camera] {
            placeOf[camera] = UInt16(table.count)
            table.append(UInt16(camera))
        }
        return (table, placeOf)
    }

    func packLists(_ reads: [PackedRead], _ placeOf: [UInt16], cameras: Int, _ set: Put) {
        var start = [UInt32](repeating: 0, count: cameras + 1)
        for read in reads { start[Int(placeOf[Int(read.camera)]) + 1] += 1 }
        for camera in 0..<cameras { start[camera + 1] += start[camera] }
        var next = start
        var list = [UInt32](repeating: 0, count: reads.count)
        for index in reads.indices {
            let camera = Int(placeOf[Int(reads[index].camera)])
            list[Int(next[camera])] = UInt32(index)
            next[camera] += 1
        }
        var blocks: [UInt32] = [0]
        var first: [UInt32] = []
        var meta: [UInt32] = []
        var bits = BitWriter(capacity: reads.count * 2)
        for camera in 0..<cameras {
            for block in stride(from: Int(start[camera]), to: Int(start[camera + 1]), by: DayLayout.readBlock) {
                let range = block..<min(block + DayLayout.readBlock, Int(start[camera + 1]))
                let largest = range.dropFirst().map { list[$0] - list[$0 - 1] }.max() ?? 0
                let width = PackedBits.width(upTo: UInt64(largest))
                bits.align()
                first.append(list[block])
                meta.append(UInt32(bits.position / 8) | UInt32(width) << 27)
                for index in range.dropFirst() { bits.put(UInt64(list[index] - list[index - 1]), width: width) }
            }
            blocks.append(UInt32(first.count))
        }
        set(.listStart, Self.bytes(of: start))
        set(.listBlock, Self.bytes(of: blocks))
        set(.listFirst, Self.bytes(of: first))
        set(.listMeta, Self.bytes(of: meta))
        set(.listBits, bits.finished())
    }

    func packNotes(_ input: DayReads, _ origin: [UInt32], _ keys: [UInt64], _ set: Put) {
        var index: [UInt32] = []
        var text: [UInt8] = []
        if !input.notes.isEmpty {
            var placeOf = [UInt32](repeating: .max, count: input.reads.count)
            for (place, from) in origin.enumerated() { placeOf[Int(from)] = UInt32(place) }
            let notes = input.notes.filter { placeOf[$0.read] != .max }
                .sorted { (placeOf[$0.read], $0.kind.rawValue) < (placeOf[$1.read], $1.kind.rawValue) }
            for note in notes {
                index += [placeOf[note.read], note.kind.rawValue, UInt32(text.count)]
                text += note.text.utf8
            }
        }
        index += [.max, 0, UInt32(text.count)]
        set(.noteIndex, Self.bytes(of: index))
        set(.noteText, text)
        var longIndex: [UInt64] = []
        var longText: [UInt8] = []
        for key in keys where PlateKey(number: key).isHashed {
            longIndex += [key, UInt64(longText.count)]
            longText += (input.longPlates[key] ?? "").utf8
        }
        longIndex += [.max, UInt64(longText.count)]
        set(.longIndex, Self.bytes(of: longIndex))
        set(.longText, longText)
    }

    static func bytes<Value: BitwiseCopyable>(of values: [Value]) -> [UInt8] { values.withUnsafeBytes { [UInt8]($0) } }

    static func pack(_ count: Int, width: Int, _ value: (Int) -> UInt64) -> [UInt8] {
        var bits = BitWriter(capacity: PackedBits.bytes(count, width: width))
        for index in 0..<count { bits.put(value(index), width: width) }
        return bits.finished()
    }

    /// Puts header and sections behind one another and signs them with their checksum.
    static func assemble(_ words: inout [UInt64], _ sections: [[UInt8]]) -> [UInt8] {
        var offset = DayLayout.headerBytes
        var table: [UInt64] = []
        for section in sections {
            table += [UInt64(offset), UInt64(section.count)]
            offset += (section.count + 7) & ~7
        }
        words[DayLayout.Word.bytes.rawValue] = UInt64(offset)
        let header = words + table
        var bytes = [UInt8](repeating: 0, count: offset)
        bytes.withUnsafeMutableBytes { bytes in
            header.withUnsafeBytes { bytes.copyBytes(from: $0) }
            for (index, section) in sections.enumerated() {
                UnsafeMutableRawBufferPointer(rebasing: bytes[Int(table[2 * index])...]).copyBytes(from: section)
            }
            let sum = Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[16...]))
            bytes.storeBytes(of: sum, toByteOffset: 8, as: UInt64.self)
        }
        return bytes
    }
}
