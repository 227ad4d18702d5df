"""Recordings and sentences that this engine and ZipVoice's own program are compared on."""

from pathlib import Path
import wave

import numpy as np
import numpy.typing as npt

SENTENCES = (
    "今天晚上会下雨，记得把阳台上的衣服收进来。",
    "你好，欢迎回家！",
    "我不知道他一个人去了哪里。",
    "一会儿再说吧，不要着急。",
    "这个行长走了很长的路，银行已经关门了。",
    "他们都觉得音乐会很好听，大家高兴得跳了起来。",
    "重庆的重量级选手重新回到了长江边。",
    "展览馆里有五百匹小马，你想买几匹？",
    "儿子在花儿旁边玩儿，女儿在画画儿。",
    "嗯，哦，啊，好吧。",
    "今天是2026年11月29日，气温3.5度。",
    "一共有3个苹果和12个梨，价格是20%的折扣。",
    "电话号码是13800138000，请拨打。",
    "下午3:30开会，会议室在302。",
    "气温-5℃，湿度40%。",
    "他说：“我们走吧。”然后就离开了，没有回头。",
    "红楼梦是中国古典小说，四大名著之一。",
    "妈妈骂马吗？不，马上买米。",
    "绿色的旅行箱里装着女士的律师证。",
    "请把空调调到二十六度，然后关灯。",
    "Welcome home. It will rain tonight, so remember to bring in the laundry.",
    "Hello, world!",
    "It's 23:05 and -5 outside.",
    "Dr. Smith paid $3.50 for 1,234 apples on the 3rd of May, 2024.",
    "The battery holds 3.5 kilowatt hours; that is 50% more than before.",
    '"Well," she said, "isn\'t it strange?"',
    "I've read chapter four, and the U.S.A. and NASA parts.",
    "Wait... what? No!",
    "He lives at 10 Downing St. and his co-worker's name is O'Neil.",
    "One sentence. Another sentence! A third? Yes: four; done",
    "we are the champions",
    "No. 5",
    "In 1905 and in 2007, 1/2 of the 2000 visitors came back; the 21st did not.",
    "The four doors of the store were open before the war, more or less.",
    "She sells sea shells by the shore, for sure.",
    "Mr. and Mrs. Brown, etc., have £299 left.",
    "Turn the lights off in the kitchen, please.",
    "The quick brown fox jumps over the lazy dog",
    "Your order of four boards has arrived at the door.",
    "I thought the thing through, though.",
    "今天 iPhone 17 降价 20%。",
    "请打开 Home Assistant 的设置页面，然后选择 Voice 选项。",
    "我用的是Windows系统，CPU占用很高。",
    "OK，没问题！Let's go。",
    "这个API的QPS是100。",
    "我的 email 已经发了，please check it before four o'clock.",
    "Play 周杰伦的歌，then stop。",
    "汉字<pin1><yin1>可以这样拼。",
    "我们是5年小米人,是吗? Yes I think so! mr king, from 2019 to 2024.霍啦啦啦超过90%的人",
    "明天 Tom 和 Mary 会来，他们带了 3 本书。",
)

NUMBERS = (
    *("0", "7", "13", "20", "21", "99", "100", "101", "110", "999", "1000", "1001", "1100", "1905"),
    *("1999", "2000", "2005", "2010", "2019", "2999", "3000", "3001", "10000", "100000", "1000005"),
    *("123456789", "1000000000000", "007", "1,234", "3.14", "10.05", "50%", "1,234.5%", "0%"),
    *("1st", "2nd", "3rd", "5th", "8th", "9th", "12th", "20th", "21st", "40th", "100th", "101st"),
    *("1001st", "1905th", "$0", "$1", "$5", "$1.01", "$.05", "$3.50", "$1,234.50", "$1.2.3", "£1"),
    *("£1,299", "1/2", "1/4", "3/2", "3/4", "2/3", "7/10", "1/100", "v2.0.1", "00:05"),
    *("Mr. King", "drs. and mrs.", "St. Co. Ltd.", "etc", "Jr", "costs", "maj gen"),
)

TEXT = "今天晚上会下雨，记得收衣服。Welcome home, dear friend: 3 apples"
PROMPT = "Welcome home. It will rain tonight"

_VOICE = Path(__file__).parents[4] / "local_server/data/reference_voice.wav"


def voice(start: int = 0, end: int | None = None) -> npt.NDArray[np.float32]:
    """The sample voice; mono at 24 kHz."""
    with wave.open(str(_VOICE)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return pcm[start:end].astype(np.float32) / np.float32(32_768)


def nothing(samples: int) -> npt.NDArray[np.float32]:
    return np.zeros(samples, np.float32)


def quiet_with_pauses() -> npt.NDArray[np.float32]:
    """A quiet recording with silence before, in and after it."""
    speech = voice(end=80_000) * np.float32(0.3)
    parts = [nothing(15_000), speech[:40_000], nothing(60_001), speech[40_000:], nothing(20_000)]
    return np.concatenate(parts)


def recordings() -> list[npt.NDArray[np.float32]]:
    """Recordings with silence wherever it can be, and of lengths that are no milliseconds."""
    speech = voice()
    hum = (np.sin(np.arange(30_000) * 0.05) * 0.002).astype(np.float32)
    return [
        speech,
        speech[:23_999],
        quiet_with_pauses(),
        np.concatenate([hum, speech[:30_011], nothing(24_000), speech[50_000:90_000], hum, hum]),
        np.concatenate([speech[:9_000], nothing(47_990), speech[9_000:20_000], nothing(70_000)]),
        np.concatenate([nothing(48_123), speech[:60_007] * np.float32(0.05), nothing(5)]),
        np.concatenate([speech[60_000:], nothing(36_000), hum, speech[:12_000], hum[:100]]),
    ]
