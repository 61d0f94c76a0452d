import Foundation
import Vocabulary

/// Towns on a grid, roads between neighbours, cameras on both.
struct MadeRoads: Sendable {
    let cameras: [Camera]
    let stretches: [(Int, Int, seconds: Double)]
    /// The town of each camera.
    let areas: [Int]
    let towns: Int
    private let columns: Int
    private let ofTown: [[Int]]
    private let weights: [Double]
    private let next: [Int32]
    private let times: [Float]

    init(towns: Int, seed: UInt64) {
        self.towns = towns
        columns = Int(Double(towns).squareRoot().rounded(.up))
        var dice = TrafficDice(seed, 9)
        var cameras: [Camera] = []
        var areas: [Int] = []
        var stretches: [(Int, Int, seconds: Double)] = []
        var ofTown = [[Int]](repeating: [], count: towns)
        func add(_ latitude: Double, _ longitude: Double, _ area: Int) -> Int {
            cameras.append(Camera(name: "C\(cameras.count)", latitude: latitude, longitude: longitude, area: area))
            areas.append(area)
            return cameras.count - 1
        }
        func stretch(_ a: Int, _ b: Int, speed: Double) {
            let distance = CameraTimes.kilometres(cameras[a], cameras[b]) ?? 1
            stretches.append((a, b, distance * 1.15 / speed * 3600 + 2))
        }
        for town in 0..<towns {
            let latitude = 51.6 + Double(town / columns) * 0.25
            let longitude = -1.5 + Double(town % columns) * 0.4
            let centre = add(latitude, longitude, town)
            ofTown[town].append(centre)
            var before = centre
            for spoke in 0..<6 {
                let angle = Double(spoke) * .pi / 3 + 0.2 * dice.bell()
                let reach = 0.012 + 0.01 * dice.share()
                let camera = add(latitude + reach * sin(angle), longitude + 1.6 * reach * cos(angle), town)
                stretch(centre, camera, speed: 32)
                if before != centre { stretch(before, camera, speed: 38) }
                ofTown[town].append(camera)
                before = camera
            }
        }
        for town in 0..<towns {
            for other in [town + 1, town + columns]
            where other < towns && (other != town + 1 || other % columns != 0) {
                let (a, b) = (cameras[ofTown[town][0]], cameras[ofTown[other][0]])
                let speed = [85.0, 95, 108][dice.below(3)]
                var before = ofTown[town][0]
                let count = 4 + dice.below(3)
                for place in 1...count {
                    let part = Double(place) / Double(count + 1)
                    let latitude = (a.latitude ?? 0) * (1 - part) + (b.latitude ?? 0) * part + 0.004 * dice.bell()
                    let longitude = (a.longitude ?? 0) * (1 - part) + (b.longitude ?? 0) * part + 0.006 * dice.bell()
                    let camera = add(latitude, longitude, part < 0.5 ? town : other)
                    stretch(before, camera, speed: speed)
                    before = camera
                }
                stretch(before, ofTown[other][0], speed: speed)
            }
        }
        (times, next) = Self.shortest(stretches, count: cameras.count)
        weights = (0..<towns).map { $0 == 0 ? 5 : 0.5 + 1.5 * dice.share() }
        self.cameras = cameras
        self.areas = areas
        self.stretches = stretches
        self.ofTown = ofTown
    }

    /// Seconds of the quickest way.
    func seconds(from: Int, to: Int) -> Double { Double(times[from * cameras.count + to]) }

    /// The next camera on the quickest way.
    func step(from: Int, to: Int) -> Int { Int(next[from * cameras.count + to]) }

    /// A town by its share of the people.
    func town(by share: Double) -> Int {
        var left = share * weights.reduce(0, +)
        for (town, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return town }
        }
        return towns - 1
    }

    /// Some camera in a town.
    func camera(in town: Int, _ dice: inout TrafficDice) -> Int { ofTown[town][dice.below(ofTown[town].count)] }

    /// A town next to another, or the same.
    func neighbour(of town: Int, _ dice: inout TrafficDice) -> Int {
        let choices = [town - 1, town + 1, town - columns, town + columns, town].filter { other in
            (0..<towns).contains(other) && (abs(other - town) != 1 || other / columns == town / columns)
        }
        return choices[dice.below(choices.count)]
    }

    private static func shortest(_ stretches: [(Int, Int, seconds: Double)], count: Int) -> ([Float], [Int32]) {
        var roads = [[(Int, Float)]](repeating: [], count: count)
        for (a, b, seconds) in stretches {
            roads[a].append((b, Float(seconds)))
            roads[b].append((a, Float(seconds)))
        }
        var times = [Float](repeating: .infinity, count: count * count)
        var next = [Int32](repeating: 0, count: count * count)
        for end in 0..<count {
            // From each camera towards `end`: the search begins there and remembers where it came from.
            var best = [Float](repeating: .infinity, count: count)
            var open: Set<Int> = [end]
            best[end] = 0
            while let place = open.min(by: { (best[$0], $0) < (best[$1], $1) }) {
                open.remove(place)
                for (other, seconds) in roads[place] where best[place] + seconds < best[other] {
                    best[other] = best[place] + seconds
                    next[other * count + end] = Int32(place)
                    open.insert(other)
                }
            }
            for start in 0..<count { times[start * count + end] = best[start] }
        }
        return (times, next)
    }
}
