<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>AboutPage</name>
    <message>
      <source>Open the &amp;log folder</source>
      <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
      <source>&amp;Copy diagnostics</source>
      <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
      <source>Diagnostics list versions, devices, services, and recent log entries. They contain no tokens or texts. Review them before you share them.</source>
      <translation>诊断信息包括版本、设备、服务和最近的日志，不含令牌，也不含朗读过的文字。分享之前，请先检查一遍。</translation>
    </message>
    <message>
      <source>Licenses</source>
      <translation>许可证</translation>
    </message>
    <message>
      <source>If something is wrong</source>
      <translation>遇到问题时</translation>
    </message>
    <message>
      <source>Version {version}</source>
      <translation>版本 {version}</translation>
    </message>
    <message>
      <source>The source code is licensed under the Apache License 2.0. This app uses PyQt6, which is licensed under the GNU General Public License 3, so programs built from both are covered by that license. The built-in voice is eSpeak NG, a separate program, also under the GNU General Public License 3. A voice belongs to the person who speaks: clone it only with that person's consent.</source>
      <translation>源代码采用 Apache License 2.0。本程序使用 PyQt6，后者采用 GNU 通用公共许可证第 3 版，因此由两者构建的程序也适用该许可证。内置音色 eSpeak NG 是独立的程序，同样采用 GNU 通用公共许可证第 3 版。音色属于其本人：未经本人同意，请勿复刻。</translation>
    </message>
    <message>
      <source>Can't open the folder. The log is in {folder}.</source>
      <translation>无法打开文件夹。日志在 {folder}。</translation>
    </message>
    <message numerus="yes">
      <source>%n line(s) copied to the clipboard.</source>
      <translation>
        <numerusform>已将 %n 行复制到剪贴板。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>AddVoiceDialog</name>
    <message>
      <source>Make a voice – CosyVoice Home</source>
      <translation>制作音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Make a voice on “{service}” – CosyVoice Home</source>
      <translation>在“{service}”上制作音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Make a voice</source>
      <translation>制作音色</translation>
    </message>
    <message>
      <source>Reading the file</source>
      <translation>正在读取文件</translation>
    </message>
    <message>
      <source>The part that counts</source>
      <translation>使用的片段</translation>
    </message>
    <message>
      <source>Who speaks, and which words</source>
      <translation>参考文本和名称</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Make the voice</source>
      <translation>制作音色(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Use it</source>
      <translation>使用(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Done</source>
      <translation>完成(&amp;D)</translation>
    </message>
    <message>
      <source>Upload</source>
      <translation>上传</translation>
    </message>
    <message>
      <source>&amp;Cancel upload</source>
      <translation>取消上传(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Another file…</source>
      <translation>其他文件(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Record again…</source>
      <translation>重新录音(&amp;R)…</translation>
    </message>
    <message>
      <source>From your recording</source>
      <translation>来自您的录音</translation>
    </message>
    <message>
      <source>Reading {file}…</source>
      <translation>正在读取 {file}…</translation>
    </message>
    <message>
      <source>Choose another &amp;file…</source>
      <translation>选择其他文件(&amp;F)…</translation>
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation>重试(&amp;A)</translation>
    </message>
    <message>
      <source>Upload canceled. Nothing was lost.</source>
      <translation>上传已取消，未丢失任何内容。</translation>
    </message>
    <message>
      <source>Stopped waiting. The service has the recording and may still make the voice. It then appears in the list of voices.</source>
      <translation>已停止等待。服务已收到录音，仍可能完成该音色；完成后会出现在音色列表中。</translation>
    </message>
    <message>
      <source>&amp;Upload to “{service}”</source>
      <translation>上传到“{service}”(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Upload to the built-in voice</source>
      <translation>上传到内置音色(&amp;U)</translation>
    </message>
    <message>
      <source>Stop &amp;waiting</source>
      <translation>停止等待(&amp;W)</translation>
    </message>
    <message>
      <source>Uploading: {percent}%</source>
      <translation>正在上传：{percent}%</translation>
    </message>
    <message>
      <source>Waiting for the service to answer…</source>
      <translation>正在等待服务响应…</translation>
    </message>
    <message>
      <source>The service is reviewing the voice. This takes some seconds…</source>
      <translation>服务正在审核音色，需要几秒钟…</translation>
    </message>
    <message>
      <source>This service won't take this part: see above</source>
      <translation>服务不会接受这个片段，原因见上方</translation>
    </message>
    <message>
      <source>&amp;Make it anyway</source>
      <translation>仍要制作(&amp;M)</translation>
    </message>
    <message>
      <source>Close without creating a voice? The text you entered will be lost.</source>
      <translation>直接关闭，不创建音色吗？您填写的内容将会丢失。</translation>
    </message>
    <message>
      <source>The file itself won't be changed.</source>
      <translation>文件本身不受影响。</translation>
    </message>
    <message>
      <source>&amp;Close anyway</source>
      <translation>直接关闭(&amp;C)</translation>
    </message>
  </context>
  <context>
    <name>AddressDialog</name>
    <message>
      <source>Open a web page</source>
      <translation>打开网页</translation>
    </message>
    <message>
      <source>&amp;Address of the page to read:</source>
      <translation>要朗读的网页地址(&amp;A)：</translation>
    </message>
  </context>
  <context>
    <name>AnnounceWindow</name>
    <message>
      <source>Announce at home – CosyVoice Home</source>
      <translation>在家中播报 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Announce at home</source>
      <translation>在家中播报</translation>
    </message>
    <message>
      <source>Look for speakers again</source>
      <translation>重新查找播放设备</translation>
    </message>
    <message>
      <source>&amp;Announce</source>
      <translation>播报(&amp;A)</translation>
    </message>
    <message>
      <source>Dinner is ready.</source>
      <translation>吃饭了。</translation>
    </message>
    <message>
      <source>From the clip&amp;board</source>
      <translation>从剪贴板(&amp;B)</translation>
    </message>
    <message>
      <source>&amp;Text:</source>
      <translation>文字(&amp;T)：</translation>
    </message>
    <message>
      <source>Search speakers and rooms</source>
      <translation>搜索播放设备和房间</translation>
    </message>
    <message>
      <source>&amp;Where:</source>
      <translation>地点(&amp;W)：</translation>
    </message>
    <message>
      <source>Which of its voices</source>
      <translation>该引擎的哪个音色</translation>
    </message>
    <message>
      <source>&amp;Voice:</source>
      <translation>音色(&amp;V)：</translation>
    </message>
    <message>
      <source>&amp;Connect…</source>
      <translation>连接(&amp;C)…</translation>
    </message>
    <message>
      <source>Not connected to a home</source>
      <translation>未连接家庭</translation>
    </message>
    <message>
      <source>Connect this computer to Home Assistant to announce on its speakers.</source>
      <translation>将这台电脑连接到 Home Assistant，即可在其播放设备上播报。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>默认音色</translation>
    </message>
    <message>
      <source>Announced: {names}</source>
      <translation>已播报：{names}</translation>
    </message>
    <message>
      <source>Write it again</source>
      <translation>恢复文字</translation>
    </message>
    <message>
      <source>There's no text on the clipboard.</source>
      <translation>剪贴板上没有文字。</translation>
    </message>
    <message>
      <source>Announcing…</source>
      <translation>正在播报…</translation>
    </message>
    <message>
      <source>Looking for speakers…</source>
      <translation>正在查找播放设备…</translation>
    </message>
    <message>
      <source>The text is too long: at most {count} characters.</source>
      <translation>文字太长：最多 {count} 个字符。</translation>
    </message>
    <message>
      <source>Choose where it's announced.</source>
      <translation>选择在哪里播报。</translation>
    </message>
    <message>
      <source>, </source>
      <comment>between names</comment>
      <translation>、</translation>
    </message>
  </context>
  <context>
    <name>AnnouncementsList</name>
    <message>
      <source>Announcements on this computer</source>
      <translation>这台电脑上的播报</translation>
    </message>
    <message>
      <source>No announcements</source>
      <translation>没有播报</translation>
    </message>
    <message>
      <source>What Home Assistant announces on this computer appears here. What isn't played, because you don't want to be disturbed, can be heard here for an hour.</source>
      <translation>Home Assistant 在这台电脑上的播报会显示在此。因勿扰而未播放的内容，一小时内可以在此收听。</translation>
    </message>
    <message>
      <source>&amp;Hear it now</source>
      <translation>立即收听(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation>复制(&amp;C)</translation>
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation>移除(&amp;M)</translation>
    </message>
    <message>
      <source>A sound without words</source>
      <translation>没有文字的声音</translation>
    </message>
  </context>
  <context>
    <name>AppearancePage</name>
    <message>
      <source>System default</source>
      <translation>系统默认</translation>
    </message>
    <message>
      <source>Default size</source>
      <translation>默认大小</translation>
    </message>
    <message>
      <source> pt</source>
      <translation> 磅</translation>
    </message>
    <message>
      <source>&amp;Language:</source>
      <translation>语言(&amp;L)：</translation>
    </message>
    <message>
      <source>&amp;Theme:</source>
      <translation>主题(&amp;T)：</translation>
    </message>
    <message>
      <source>&amp;Page color:</source>
      <translation>页面颜色(&amp;P)：</translation>
    </message>
    <message>
      <source>T&amp;ypeface:</source>
      <translation>字体(&amp;Y)：</translation>
    </message>
    <message>
      <source>Text &amp;size:</source>
      <translation>文字大小(&amp;S)：</translation>
    </message>
    <message>
      <source>Line s&amp;pacing:</source>
      <translation>行距(&amp;P)：</translation>
    </message>
    <message>
      <source>Line &amp;width:</source>
      <translation>行宽(&amp;W)：</translation>
    </message>
    <message>
      <source>&amp;Mark while reading:</source>
      <translation>朗读时标记(&amp;M)：</translation>
    </message>
    <message>
      <source>Mark &amp;color:</source>
      <translation>标记颜色(&amp;C)：</translation>
    </message>
    <message>
      <source>Windows</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>Page in the Reader</source>
      <translation>朗读窗口的页面</translation>
    </message>
    <message>
      <source>Same as the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Same as the windows</source>
      <translation>与窗口相同</translation>
    </message>
    <message>
      <source>Sepia</source>
      <translation>米黄</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>黑色</translation>
    </message>
    <message>
      <source>Serif</source>
      <translation>衬线体</translation>
    </message>
    <message>
      <source>Sans serif</source>
      <translation>无衬线体</translation>
    </message>
    <message>
      <source>OpenDyslexic, if installed</source>
      <translation>OpenDyslexic（如已安装）</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>标准</translation>
    </message>
    <message>
      <source>Tight</source>
      <translation>紧凑</translation>
    </message>
    <message>
      <source>Loose</source>
      <translation>宽松</translation>
    </message>
    <message>
      <source>Narrow</source>
      <translation>窄</translation>
    </message>
    <message>
      <source>Wide</source>
      <translation>宽</translation>
    </message>
    <message>
      <source>Sentence and word</source>
      <translation>句子和词</translation>
    </message>
    <message>
      <source>Sentence</source>
      <translation>句子</translation>
    </message>
    <message>
      <source>Word</source>
      <translation>词</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>不标记</translation>
    </message>
    <message>
      <source>Amber</source>
      <translation>琥珀色</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>蓝色</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>绿色</translation>
    </message>
    <message>
      <source>Pink</source>
      <translation>粉色</translation>
    </message>
  </context>
  <context>
    <name>AppearanceSheet</name>
    <message>
      <source>Appearance of the text</source>
      <translation>文字外观</translation>
    </message>
    <message>
      <source>Smaller text</source>
      <translation>缩小文字</translation>
    </message>
    <message>
      <source>Larger text</source>
      <translation>放大文字</translation>
    </message>
    <message>
      <source>Serif</source>
      <translation>衬线</translation>
    </message>
    <message>
      <source>Sans</source>
      <translation>无衬线</translation>
    </message>
    <message>
      <source>System</source>
      <translation>系统</translation>
    </message>
    <message>
      <source>OpenDyslexic</source>
      <translation>OpenDyslexic</translation>
    </message>
    <message>
      <source>Typeface</source>
      <translation>字体</translation>
    </message>
    <message>
      <source>Lines close together</source>
      <translation>紧凑行距</translation>
    </message>
    <message>
      <source>Normal line spacing</source>
      <translation>标准行距</translation>
    </message>
    <message>
      <source>Lines far apart</source>
      <translation>宽松行距</translation>
    </message>
    <message>
      <source>Short lines</source>
      <translation>短行</translation>
    </message>
    <message>
      <source>Normal line length</source>
      <translation>标准行长</translation>
    </message>
    <message>
      <source>Long lines</source>
      <translation>长行</translation>
    </message>
    <message>
      <source>Line spacing</source>
      <translation>行距</translation>
    </message>
    <message>
      <source>Line length</source>
      <translation>行长</translation>
    </message>
    <message>
      <source>As the windows</source>
      <translation>与窗口一致</translation>
    </message>
    <message>
      <source>Light page</source>
      <translation>浅色页面</translation>
    </message>
    <message>
      <source>Sepia page</source>
      <translation>米黄页面</translation>
    </message>
    <message>
      <source>Dark page</source>
      <translation>深色页面</translation>
    </message>
    <message>
      <source>Black page</source>
      <translation>黑色页面</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>页面</translation>
    </message>
    <message>
      <source>Sentence and word</source>
      <translation>句子和词</translation>
    </message>
    <message>
      <source>Sentence</source>
      <translation>句子</translation>
    </message>
    <message>
      <source>Word</source>
      <translation>词</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>不突出显示</translation>
    </message>
    <message>
      <source>Highlight</source>
      <translation>突出显示</translation>
    </message>
    <message>
      <source>Amber highlight</source>
      <translation>琥珀色</translation>
    </message>
    <message>
      <source>Blue highlight</source>
      <translation>蓝色</translation>
    </message>
    <message>
      <source>Green highlight</source>
      <translation>绿色</translation>
    </message>
    <message>
      <source>Pink highlight</source>
      <translation>粉色</translation>
    </message>
    <message>
      <source>{size} px</source>
      <translation>{size} 像素</translation>
    </message>
  </context>
  <context>
    <name>Application</name>
    <message>
      <source>Details are in {file}.</source>
      <translation>详细信息在 {file}。</translation>
    </message>
    <message>
      <source>At home</source>
      <translation>家里</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) are still being saved.</source>
      <translation>
        <numerusform>还有 %n 篇正在保存。</numerusform>
      </translation>
    </message>
    <message>
      <source>If you quit now, they won't be saved.</source>
      <translation>如果现在退出，将不会保存。</translation>
    </message>
    <message>
      <source>Quit when saved</source>
      <translation>保存后退出</translation>
    </message>
    <message>
      <source>Quit now</source>
      <translation>立即退出</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>已保存</translation>
    </message>
    <message>
      <source>No text is selected.</source>
      <translation>没有选中任何文字。</translation>
    </message>
    <message>
      <source>Can't get the selected text on this system. Copy the text, then read the clipboard.</source>
      <translation>系统不允许读取选中的文字。请先复制，再朗读剪贴板。</translation>
    </message>
    <message>
      <source>There's no text on the clipboard.</source>
      <translation>剪贴板里没有文字。</translation>
    </message>
    <message>
      <source>{service} isn't responding. Using {other} instead.</source>
      <translation>{service} 没有响应，改用 {other} 朗读。</translation>
    </message>
  </context>
  <context>
    <name>Confirm</name>
    <message>
      <source>Clear history</source>
      <translation>清除历史记录</translation>
    </message>
    <message>
      <source>Delete all texts in the history, their audio, and all announcements?</source>
      <translation>删除历史记录中的所有文字及其音频，以及所有播报？</translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此操作无法撤销。</translation>
    </message>
    <message>
      <source>Delete all</source>
      <translation>全部删除</translation>
    </message>
  </context>
  <context>
    <name>Consent</name>
    <message>
      <source>Use “{service}”?</source>
      <translation>使用“{service}”吗？</translation>
    </message>
    <message>
      <source>Nothing has been sent yet. Clone a voice only if the person who speaks agrees. You are asked once for this service.</source>
      <translation>目前尚未发送任何内容。只有在本人同意时才可复刻其音色。每个服务只询问一次。</translation>
    </message>
    <message>
      <source>&amp;Agree</source>
      <translation>同意(&amp;A)</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Copy the technical details</source>
      <translation>复制技术详情</translation>
    </message>
  </context>
  <context>
    <name>DropPlace</name>
    <message>
      <source>Drop to read</source>
      <translation>松开即可朗读</translation>
    </message>
  </context>
  <context>
    <name>Durations</name>
    <message>
      <source>Responds in {seconds} s</source>
      <translation>{seconds} 秒内响应</translation>
    </message>
    <message>
      <source>less than a minute</source>
      <translation>不到 1 分钟</translation>
    </message>
    <message>
      <source>{minutes} min</source>
      <translation>{minutes} 分钟</translation>
    </message>
    <message>
      <source>{hours} h {minutes} min</source>
      <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
      <source>about {minutes} min</source>
      <translation>约 {minutes} 分钟</translation>
    </message>
    <message>
      <source>about {hours} h {minutes} min</source>
      <translation>约 {hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
      <source>less than a minute left</source>
      <translation>剩余不到 1 分钟</translation>
    </message>
    <message>
      <source>{minutes} min left</source>
      <translation>剩余 {minutes} 分钟</translation>
    </message>
    <message>
      <source>{hours} h {minutes} min left</source>
      <translation>剩余 {hours} 小时 {minutes} 分钟</translation>
    </message>
  </context>
  <context>
    <name>ElapsedRing</name>
    <message>
      <source>Seconds recorded</source>
      <translation>已录制的秒数</translation>
    </message>
  </context>
  <context>
    <name>EngineRow</name>
    <message>
      <source>Progress of {engine}</source>
      <translation>{engine} 的进度</translation>
    </message>
    <message>
      <source>over 100 languages</source>
      <translation>100 多种语言</translation>
    </message>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
    <message>
      <source>clones voices</source>
      <translation>可复刻音色</translation>
    </message>
    <message>
      <source>doesn't clone voices</source>
      <translation>不支持复刻</translation>
    </message>
    <message>
      <source>License: {license}</source>
      <translation>许可证：{license}</translation>
    </message>
    <message>
      <source>Built in</source>
      <translation>内置</translation>
    </message>
    <message>
      <source>Not installed</source>
      <translation>未安装</translation>
    </message>
    <message>
      <source>Partly downloaded</source>
      <translation>下载未完成</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>已安装</translation>
    </message>
    <message>
      <source>Damaged; install it again</source>
      <translation>已损坏，请重新安装</translation>
    </message>
    <message>
      <source>An older version is installed</source>
      <translation>已安装旧版本</translation>
    </message>
    <message>
      <source>Chinese</source>
      <translation>中文</translation>
    </message>
    <message>
      <source>English</source>
      <translation>英语</translation>
    </message>
    <message>
      <source>Sounds synthetic. Needs about 50 MB of memory, and responds at once on any computer.</source>
      <translation>听起来像机器。约需 50 MB 内存，在任何电脑上都能立即响应。</translation>
    </message>
    <message>
      <source>Sounds natural, in its own voices. Needs up to 550 MB of memory while it speaks, and most of a processor core.</source>
      <translation>听起来自然，使用自带的音色。朗读时最多需要 550 MB 内存，并占用大半个处理器核心。</translation>
    </message>
    <message>
      <source>Speaks in voices that you record. Needs up to 700 MB of memory while it speaks, and a fast processor.</source>
      <translation>用您录制的音色朗读。朗读时最多需要 700 MB 内存和较快的处理器。</translation>
    </message>
    <message>
      <source>{number} MB</source>
      <translation>{number} MB</translation>
    </message>
    <message>
      <source>Continue…</source>
      <translation>继续…</translation>
    </message>
    <message>
      <source>Install again…</source>
      <translation>重新安装…</translation>
    </message>
    <message>
      <source>Update…</source>
      <translation>更新…</translation>
    </message>
    <message>
      <source>Install…</source>
      <translation>安装…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>测试</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>移除…</translation>
    </message>
    <message>
      <source>{action}: {engine}</source>
      <translation>{action}：{engine}</translation>
    </message>
    <message>
      <source>Install {engine}?</source>
      <translation>安装 {engine}？</translation>
    </message>
    <message>
      <source>Download: {size}</source>
      <translation>下载：{size}</translation>
    </message>
    <message>
      <source>From: {sources}</source>
      <translation>来源：{sources}</translation>
    </message>
    <message>
      <source>&amp;Install</source>
      <translation>安装(&amp;I)</translation>
    </message>
    <message>
      <source>I &amp;accept this license</source>
      <translation>我接受此许可证(&amp;A)</translation>
    </message>
    <message>
      <source>Remove {engine}?</source>
      <translation>移除 {engine}？</translation>
    </message>
    <message>
      <source>{size} are deleted. To use it again, you have to download it again.</source>
      <translation>将删除 {size}。再次使用时需要重新下载。</translation>
    </message>
    <message>
      <source>&amp;Remove</source>
      <translation>移除(&amp;R)</translation>
    </message>
    <message>
      <source>Testing. The first time takes some seconds…</source>
      <translation>正在测试。首次需要几秒…</translation>
    </message>
    <message>
      <source>Download stopped. What has been downloaded is kept.</source>
      <translation>下载已停止。已下载的部分会保留。</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>正在连接…</translation>
    </message>
    <message>
      <source>Downloading: {done} of {total}</source>
      <translation>正在下载：{done} / {total}</translation>
    </message>
    <message>
      <source>Installed. It's used from the next sentence on.</source>
      <translation>已安装。从下一句起使用。</translation>
    </message>
    <message>
      <source>These files aren't part of it and were left in place: {files}</source>
      <translation>以下文件不属于该引擎，未删除：{files}</translation>
    </message>
    <message>
      <source>Removed.</source>
      <translation>已移除。</translation>
    </message>
    <message>
      <source>Ready to speak after {load} s. First audio after {first} s. A second of speech takes {rate} s.</source>
      <translation>{load} 秒后就绪。首包延迟 {first} 秒。合成 1 秒语音需要 {rate} 秒。</translation>
    </message>
    <message>
      <source>Memory: {size}.</source>
      <translation>内存：{size}。</translation>
    </message>
    <message>
      <source>This computer is slower than speech: there will be pauses. Use another engine, or test again when the computer is less busy.</source>
      <translation>这台电脑的合成速度跟不上朗读，会有停顿。请改用其他引擎，或在电脑空闲时再次测试。</translation>
    </message>
  </context>
  <context>
    <name>EnginesDialog</name>
    <message>
      <source>Engines of the built-in voice</source>
      <translation>内置音色的引擎</translation>
    </message>
    <message>
      <source>The built-in voice speaks each sentence with the best installed engine that knows its language. Everything stays on this computer.</source>
      <translation>内置音色会用已安装的、支持该语言的最佳引擎朗读每一句。所有数据都留在本机。</translation>
    </message>
    <message>
      <source>Looking for engines…</source>
      <translation>正在查找引擎…</translation>
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation>重试(&amp;G)</translation>
    </message>
    <message>
      <source>Stop downloading {engine}?</source>
      <translation>停止下载 {engine}？</translation>
    </message>
    <message>
      <source>What has been downloaded is kept. You can continue later.</source>
      <translation>已下载的部分会保留，以后可以继续。</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Keep downloading</source>
      <translation>继续下载(&amp;K)</translation>
    </message>
  </context>
  <context>
    <name>FindBar</name>
    <message>
      <source>Find in text</source>
      <translation>在文章中查找</translation>
    </message>
    <message>
      <source>Previous match (Shift+Enter)</source>
      <translation>上一处（Shift+Enter）</translation>
    </message>
    <message>
      <source>Next match (Enter)</source>
      <translation>下一处（Enter）</translation>
    </message>
    <message>
      <source>Close (Esc)</source>
      <translation>关闭（Esc）</translation>
    </message>
    <message>
      <source>Continued from the end</source>
      <translation>已从末尾继续</translation>
    </message>
    <message>
      <source>Continued from the top</source>
      <translation>已从开头继续</translation>
    </message>
    <message>
      <source>Not found</source>
      <translation>未找到</translation>
    </message>
  </context>
  <context>
    <name>FindingsList</name>
    <message>
      <source>Findings</source>
      <translation>检查结果</translation>
    </message>
    <message>
      <source>Good: {seconds} s, quiet background, clear</source>
      <translation>很好：{seconds} 秒，背景安静，声音清晰</translation>
    </message>
    <message>
      <source>No problems found.</source>
      <translation>未发现问题。</translation>
    </message>
    <message>
      <source>Problem: {words}</source>
      <translation>问题：{words}</translation>
    </message>
    <message>
      <source>Warning: {words}</source>
      <translation>警告：{words}</translation>
    </message>
    <message>
      <source>Hint: {words}</source>
      <translation>提示：{words}</translation>
    </message>
  </context>
  <context>
    <name>History</name>
    <message>
      <source>Today</source>
      <translation>今天</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>昨天</translation>
    </message>
    <message>
      <source>Last week</source>
      <translation>最近一周</translation>
    </message>
    <message>
      <source>Earlier</source>
      <translation>更早</translation>
    </message>
    <message>
      <source>Selection</source>
      <translation>选中的文字</translation>
    </message>
    <message>
      <source>Clipboard</source>
      <translation>剪贴板</translation>
    </message>
  </context>
  <context>
    <name>HistoryRow</name>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>朗读</translation>
    </message>
  </context>
  <context>
    <name>HistoryWindow</name>
    <message>
      <source>History – CosyVoice Home</source>
      <translation>历史记录 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Nothing has been read yet</source>
      <translation>还没有朗读过内容</translation>
    </message>
    <message>
      <source>Texts you've had read aloud appear here, so that you can go on where you stopped or listen to them again.</source>
      <translation>朗读过的文章会显示在这里，可以从停下的地方继续，也可以重新听。</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>没有找到</translation>
    </message>
    <message>
      <source>No text has these words in its title or source.</source>
      <translation>没有标题或来源含有这些词的记录。</translation>
    </message>
    <message>
      <source>&amp;Go on</source>
      <translation>继续(&amp;G)</translation>
    </message>
    <message>
      <source>Read from the &amp;beginning</source>
      <translation>从头朗读(&amp;B)</translation>
    </message>
    <message>
      <source>Add to &amp;queue</source>
      <translation>加入队列(&amp;Q)</translation>
    </message>
    <message>
      <source>&amp;Save as audio…</source>
      <translation>保存为音频(&amp;S)…</translation>
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation>移除(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Clear all…</source>
      <translation>全部清除(&amp;C)…</translation>
    </message>
    <message>
      <source>&amp;History settings…</source>
      <translation>历史记录设置(&amp;H)…</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>查找</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Search the history</source>
      <translation>搜索历史记录</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜索</translation>
    </message>
    <message>
      <source>&amp;Texts</source>
      <translation>文字(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Announcements</source>
      <translation>播报(&amp;A)</translation>
    </message>
    <message>
      <source>Texts in the history</source>
      <translation>朗读记录</translation>
    </message>
    <message>
      <source>History</source>
      <translation>历史记录</translation>
    </message>
    <message>
      <source>More about the history</source>
      <translation>更多历史记录选项</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s), kept on this computer only</source>
      <translation>
        <numerusform>%n 篇，只保存在本机</numerusform>
      </translation>
    </message>
    <message>
      <source>History is off. New texts won't be saved here.</source>
      <translation>历史记录已关闭，新朗读的内容不会保存。</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>设置…</translation>
    </message>
    <message>
      <source>&amp;Read</source>
      <translation>朗读(&amp;R)</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) added to the queue.</source>
      <translation>
        <numerusform>已将 %n 篇加入队列。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 篇。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
  </context>
  <context>
    <name>Home</name>
    <message>
      <source>Not connected to a home</source>
      <translation>未连接家庭</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>正在连接…</translation>
    </message>
    <message>
      <source>Connected</source>
      <translation>已连接</translation>
    </message>
    <message>
      <source>An administrator has to accept this computer</source>
      <translation>需要管理员接受这台电脑</translation>
    </message>
    <message>
      <source>Connected from somewhere else</source>
      <translation>已从别处连接</translation>
    </message>
    <message>
      <source>Heard</source>
      <translation>已播放</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>已撤回</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失败</translation>
    </message>
    <message>
      <source>Not played</source>
      <translation>未播放</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>{what}: {why}</source>
      <translation>{what}：{why}</translation>
    </message>
    <message>
      <source>do not disturb</source>
      <translation>勿扰</translation>
    </message>
    <message>
      <source>quiet hours</source>
      <translation>勿扰时段</translation>
    </message>
    <message>
      <source>the screen was locked</source>
      <translation>屏幕已锁定</translation>
    </message>
    <message>
      <source>not allowed here</source>
      <translation>不允许在此播放</translation>
    </message>
    <message>
      <source>the sound couldn't be loaded</source>
      <translation>无法加载音频</translation>
    </message>
    <message>
      <source>the sound couldn't be played</source>
      <translation>无法播放音频</translation>
    </message>
    <message>
      <source>no audio output</source>
      <translation>没有音频输出</translation>
    </message>
    <message>
      <source>it waited too long</source>
      <translation>等待时间过长</translation>
    </message>
    <message>
      <source>muted</source>
      <translation>已静音</translation>
    </message>
    <message>
      <source>by you</source>
      <translation>由您停止</translation>
    </message>
    <message>
      <source>until turned off</source>
      <translation>直到手动关闭</translation>
    </message>
    <message>
      <source>for 30 minutes</source>
      <translation>30 分钟</translation>
    </message>
    <message>
      <source>for an hour</source>
      <translation>1 小时</translation>
    </message>
    <message>
      <source>for two hours</source>
      <translation>2 小时</translation>
    </message>
    <message>
      <source>for eight hours</source>
      <translation>8 小时</translation>
    </message>
    <message>
      <source>Do not &amp;disturb</source>
      <translation>勿扰(&amp;D)</translation>
    </message>
    <message>
      <source>Do not &amp;disturb until {time}</source>
      <translation>勿扰至 {time}(&amp;D)</translation>
    </message>
  </context>
  <context>
    <name>HomeButtons</name>
    <message>
      <source>Add a &amp;button</source>
      <translation>添加按钮(&amp;B)</translation>
    </message>
    <message>
      <source>Button {number}</source>
      <translation>按钮 {number}</translation>
    </message>
    <message>
      <source>Name of the button</source>
      <translation>按钮名称</translation>
    </message>
    <message>
      <source>In automations: {key}</source>
      <translation>自动化中的名称：{key}</translation>
    </message>
    <message>
      <source>Hotkey of “{name}”</source>
      <translation>“{name}”的快捷键</translation>
    </message>
    <message>
      <source>In the menu</source>
      <translation>在菜单中显示</translation>
    </message>
    <message>
      <source>“{name}” in the menu</source>
      <translation>在菜单中显示“{name}”</translation>
    </message>
    <message>
      <source>Remove “{name}”</source>
      <translation>移除“{name}”</translation>
    </message>
  </context>
  <context>
    <name>HomePage</name>
    <message>
      <source>&amp;Connect</source>
      <translation>连接(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Disconnect…</source>
      <translation>断开连接(&amp;D)…</translation>
    </message>
    <message>
      <source>&amp;Address:</source>
      <translation>地址(&amp;A)：</translation>
    </message>
    <message>
      <source>Called th&amp;ere:</source>
      <translation>在那里的名称(&amp;E)：</translation>
    </message>
    <message>
      <source>Home Assistant's sign-in page opens in your browser.</source>
      <translation>将在浏览器中打开 Home Assistant 的登录页面。</translation>
    </message>
    <message>
      <source>Address when awa&amp;y:</source>
      <translation>外出时的地址(&amp;Y)：</translation>
    </message>
    <message>
      <source>Home Assistant can then announce on this computer. Reading resumes afterwards.</source>
      <translation>连接后，Home Assistant 可以在这台电脑上播报。播报结束后，朗读会继续。</translation>
    </message>
    <message>
      <source>Home Assistant</source>
      <translation>Home Assistant</translation>
    </message>
    <message>
      <source>Do not &amp;disturb: play no announcements</source>
      <translation>勿扰：不播放播报(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Quiet hours, every day:</source>
      <translation>每天的勿扰时段(&amp;Q)：</translation>
    </message>
    <message>
      <source>Quiet hours begin</source>
      <translation>勿扰时段开始</translation>
    </message>
    <message>
      <source>Quiet hours end</source>
      <translation>勿扰时段结束</translation>
    </message>
    <message>
      <source>How long announcements are kept quiet</source>
      <translation>勿扰时长</translation>
    </message>
    <message>
      <source>Quiet</source>
      <translation>勿扰</translation>
    </message>
    <message>
      <source>Play &amp;urgent announcements anyway</source>
      <translation>仍然播放紧急播报(&amp;U)</translation>
    </message>
    <message>
      <source>The &amp;house may turn off do not disturb</source>
      <translation>允许从家里关闭勿扰(&amp;H)</translation>
    </message>
    <message>
      <source>Lower what is read</source>
      <translation>降低朗读音量</translation>
    </message>
    <message>
      <source>Pause what is read</source>
      <translation>暂停朗读</translation>
    </message>
    <message>
      <source>Play them</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Only the chime</source>
      <translation>只播放提示音</translation>
    </message>
    <message>
      <source>Play nothing</source>
      <translation>不播放</translation>
    </message>
    <message>
      <source>Everyone at home</source>
      <translation>家里所有人</translation>
    </message>
    <message>
      <source>Automations and me</source>
      <translation>自动化和我</translation>
    </message>
    <message>
      <source>During a&amp;n announcement:</source>
      <translation>播报期间(&amp;N)：</translation>
    </message>
    <message>
      <source>While the screen is &amp;locked:</source>
      <translation>锁屏时(&amp;L)：</translation>
    </message>
    <message>
      <source>&amp;Who may announce:</source>
      <translation>谁可以播报(&amp;W)：</translation>
    </message>
    <message>
      <source>Not l&amp;ouder than:</source>
      <translation>音量上限(&amp;O)：</translation>
    </message>
    <message>
      <source>Announcements</source>
      <translation>播报</translation>
    </message>
    <message>
      <source>Show the &amp;text as a notification</source>
      <translation>用通知显示文字(&amp;T)</translation>
    </message>
    <message>
      <source>Tell the house the t&amp;itles of what I read</source>
      <translation>把正在读的标题告诉家里(&amp;I)</translation>
    </message>
    <message>
      <source>Play &amp;media from other addresses, such as radio</source>
      <translation>播放其他地址的媒体，如电台(&amp;M)</translation>
    </message>
    <message>
      <source>Hotkeys and menu items that start automations in Home Assistant.</source>
      <translation>在 Home Assistant 中触发自动化的快捷键和菜单项。</translation>
    </message>
    <message>
      <source>Buttons</source>
      <translation>按钮</translation>
    </message>
    <message>
      <source>An administrator has to accept this computer. In Home Assistant: Settings &gt; Devices &amp; services &gt; Discovered.</source>
      <translation>需要管理员接受这台电脑。在 Home Assistant 中：设置 &gt; 设备与服务 &gt; 已发现。</translation>
    </message>
    <message>
      <source>Disconnect from home</source>
      <translation>断开家庭连接</translation>
    </message>
    <message>
      <source>Disconnect this computer from Home Assistant?</source>
      <translation>断开这台电脑与 Home Assistant 的连接吗？</translation>
    </message>
    <message>
      <source>Its speaker and its other entities disappear there. You can connect again.</source>
      <translation>这台电脑的播放设备和其他实体会从中消失。以后可以重新连接。</translation>
    </message>
    <message>
      <source>Disconnect</source>
      <translation>断开连接</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Waiting for you to sign in…</source>
      <translation>等待您登录…</translation>
    </message>
    <message>
      <source>Connected as “{name}”</source>
      <translation>已连接，名称为“{name}”</translation>
    </message>
  </context>
  <context>
    <name>HotkeysPage</name>
    <message>
      <source>Read selection</source>
      <translation>朗读选中的文字</translation>
    </message>
    <message>
      <source>Read clipboard</source>
      <translation>朗读剪贴板</translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>暂停或继续</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Previous sentence</source>
      <translation>上一句</translation>
    </message>
    <message>
      <source>Announce at home</source>
      <translation>在家中播报</translation>
    </message>
    <message>
      <source>Works</source>
      <translation>可用</translation>
    </message>
    <message>
      <source>Works: {keys}</source>
      <translation>可用：{keys}</translation>
    </message>
    <message>
      <source>Another app uses this hotkey. Choose a different one.</source>
      <translation>该组合键已被其他程序占用，请换一个。</translation>
    </message>
    <message>
      <source>Another action uses this hotkey.</source>
      <translation>该组合键已被其他操作占用。</translation>
    </message>
    <message>
      <source>This hotkey isn't recognized. Choose a different one.</source>
      <translation>无法识别该组合键，请换一个。</translation>
    </message>
    <message>
      <source>Add Ctrl, Alt, or Meta. This key alone is needed for typing.</source>
      <translation>请加上 Ctrl、Alt 或 Meta：这个键打字时要用。</translation>
    </message>
    <message>
      <source>This keyboard doesn't have that key.</source>
      <translation>当前键盘上没有这个键。</translation>
    </message>
    <message>
      <source>Not assigned. Set a hotkey in your desktop's keyboard settings.</source>
      <translation>尚未分配组合键，请到系统的键盘设置里指定。</translation>
    </message>
    <message>
      <source>This desktop doesn't let apps register hotkeys.</source>
      <translation>当前系统不支持全局快捷键。</translation>
    </message>
    <message>
      <source>These hotkeys work in every app.</source>
      <translation>这些快捷键在任何程序中都有效。</translation>
    </message>
    <message>
      <source>Your desktop manages these hotkeys and may ask you to confirm them. To change one later, open your desktop's keyboard settings.</source>
      <translation>快捷键由系统管理：系统可能会请您确认，并沿用已登记的组合键。要修改，请到系统的键盘设置。</translation>
    </message>
    <message>
      <source>Restore &amp;defaults</source>
      <translation>恢复默认(&amp;D)</translation>
    </message>
    <message>
      <source>{action}:</source>
      <translation>{action}：</translation>
    </message>
    <message>
      <source>“{action}” already uses this hotkey.</source>
      <translation>“{action}”已在使用该组合键。</translation>
    </message>
    <message>
      <source>Not active yet</source>
      <translation>尚未启用</translation>
    </message>
    <message>
      <source>This desktop doesn't let apps register hotkeys. You can still use them: in your keyboard settings, add a custom shortcut that runs one of these commands.</source>
      <translation>当前系统不支持全局快捷键。您仍可在系统的键盘设置里添加自定义快捷键，运行下面的一条命令。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Copy the command: {action}</source>
      <translation>复制命令：{action}</translation>
    </message>
    <message>
      <source>Copied: {action}</source>
      <translation>已复制：{action}</translation>
    </message>
  </context>
  <context>
    <name>ImportDialog</name>
    <message>
      <source>Import speaking styles</source>
      <translation>导入朗读风格</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>导入(&amp;I)</translation>
    </message>
    <message numerus="yes">
      <source>The file contains %n speaking style(s).</source>
      <translation>
        <numerusform>文件中有 %n 个朗读风格。</numerusform>
      </translation>
    </message>
    <message>
      <source>the built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>Use {service}</source>
      <translation>改用 {service}</translation>
    </message>
    <message>
      <source>Keep the name and set it up later</source>
      <translation>保留名称，以后再设置</translation>
    </message>
    <message>
      <source>Skip these styles</source>
      <translation>跳过这些风格</translation>
    </message>
    <message>
      <source>Services not set up on this computer</source>
      <translation>本机尚未设置的服务</translation>
    </message>
    <message>
      <source>Keep both</source>
      <translation>两个都保留</translation>
    </message>
    <message>
      <source>Replace existing</source>
      <translation>用导入的替换</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>跳过</translation>
    </message>
    <message>
      <source>Names already in use</source>
      <translation>名称重复的风格</translation>
    </message>
  </context>
  <context>
    <name>InviteDialog</name>
    <message>
      <source>Invite a phone</source>
      <translation>邀请手机</translation>
    </message>
    <message>
      <source>It opens the page for voices of “{service}”.</source>
      <translation>手机将打开“{service}”的音色页面。</translation>
    </message>
    <message>
      <source>&amp;Add one voice</source>
      <translation>添加一个音色(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Manage all voices</source>
      <translation>管理全部音色(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Copy the link</source>
      <translation>复制链接(&amp;C)</translation>
    </message>
    <message>
      <source>Asking the service…</source>
      <translation>正在连接服务…</translation>
    </message>
    <message>
      <source>Scan it with the phone's camera within ten minutes. It works once.</source>
      <translation>请在十分钟内用手机相机扫描，仅可使用一次。</translation>
    </message>
    <message>
      <source>Only this computer can open it. For phones, start the server with --host 0.0.0.0.</source>
      <translation>只有本机可以打开。要让手机访问，请用 --host 0.0.0.0 启动服务器。</translation>
    </message>
    <message>
      <source>Phones can't record there: the connection isn't encrypted. Start the server with --tls-self-signed.</source>
      <translation>连接未加密，手机无法在页面上录音。请用 --tls-self-signed 启动服务器。</translation>
    </message>
    <message>
      <source>&amp;Try again</source>
      <translation>重试(&amp;T)</translation>
    </message>
    <message>
      <source>Copied. The link works once, within ten minutes.</source>
      <translation>已复制。链接在十分钟内有效，仅可使用一次。</translation>
    </message>
  </context>
  <context>
    <name>LanguageDelegate</name>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
  </context>
  <context>
    <name>LanguageProfiles</name>
    <message>
      <source>Each sentence is read in the style for its language. All others are read in the style in use.</source>
      <translation>每个句子用其语言对应的风格朗读，其余句子用当前风格朗读。</translation>
    </message>
    <message>
      <source>Add a &amp;language…</source>
      <translation>添加语言(&amp;L)…</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Select or type a language</source>
      <translation>选择或输入语言</translation>
    </message>
    <message>
      <source>&amp;Add</source>
      <translation>添加(&amp;A)</translation>
    </message>
    <message>
      <source>All other languages</source>
      <translation>其他所有语言</translation>
    </message>
    <message>
      <source>{language}:</source>
      <translation>{language}：</translation>
    </message>
    <message>
      <source>Remove {language}</source>
      <translation>移除{language}</translation>
    </message>
    <message>
      <source>Style in use</source>
      <translation>当前风格</translation>
    </message>
    <message>
      <source>No style (the service's default voice)</source>
      <translation>不使用风格（服务的默认音色）</translation>
    </message>
    <message>
      <source>“{code}” isn't a known language.</source>
      <translation>“{code}”不是已知的语言。</translation>
    </message>
  </context>
  <context>
    <name>LeftRecordings</name>
    <message>
      <source>&amp;Continue…</source>
      <translation>继续(&amp;C)…</translation>
    </message>
    <message>
      <source>Di&amp;scard…</source>
      <translation>丢弃(&amp;S)…</translation>
    </message>
    <message>
      <source>The recording from {date} isn't a voice yet.</source>
      <translation>{date} 的录音尚未制作成音色。</translation>
    </message>
    <message>
      <source>The recording “{name}” from {date} isn't a voice yet.</source>
      <translation>{date} 的录音“{name}”尚未制作成音色。</translation>
    </message>
    <message numerus="yes">
      <source>There are %n more.</source>
      <translation>
        <numerusform>还有 %n 段。</numerusform>
      </translation>
    </message>
    <message>
      <source>Discard recording – CosyVoice Home</source>
      <translation>丢弃录音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Delete the recording from {date}?</source>
      <translation>删除 {date} 的录音吗？</translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此操作无法撤销。</translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>删除(&amp;D)</translation>
    </message>
  </context>
  <context>
    <name>LevelMeter</name>
    <message>
      <source>Microphone level</source>
      <translation>麦克风音量</translation>
    </message>
    <message>
      <source>too quiet</source>
      <translation>太轻</translation>
    </message>
    <message>
      <source>good</source>
      <translation>正好</translation>
    </message>
    <message>
      <source>too loud</source>
      <translation>太响</translation>
    </message>
  </context>
  <context>
    <name>ListenButton</name>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
  </context>
  <context>
    <name>MadePage</name>
    <message>
      <source>{name} is ready</source>
      <translation>“{name}”已就绪</translation>
    </message>
    <message>
      <source>“{sentence}”</source>
      <translation>“{sentence}”</translation>
    </message>
    <message>
      <source>{name} is being reviewed</source>
      <translation>“{name}”正在审核</translation>
    </message>
    <message>
      <source>The service is still reviewing it. You can use it after that.</source>
      <translation>服务仍在审核，通过后即可使用。</translation>
    </message>
    <message>
      <source>It is on “{service}”. Switch to that service to use it.</source>
      <translation>位于“{service}”。切换到该服务即可使用。</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
  </context>
  <context>
    <name>Menu</name>
    <message>
      <source>&amp;Quit</source>
      <translation>退出(&amp;Q)</translation>
    </message>
    <message>
      <source>Read &amp;selection</source>
      <translation>朗读选中的文字(&amp;S)</translation>
    </message>
    <message>
      <source>Read &amp;clipboard</source>
      <translation>朗读剪贴板(&amp;C)</translation>
    </message>
    <message>
      <source>Open a &amp;file…</source>
      <translation>打开文件(&amp;F)…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>暂停(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation>继续(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Next sentence</source>
      <translation>下一句(&amp;N)</translation>
    </message>
    <message>
      <source>Pre&amp;vious sentence</source>
      <translation>上一句(&amp;V)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Home</source>
      <translation>家庭(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Announce at home…</source>
      <translation>在家中播报(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Buttons at home</source>
      <translation>家庭按钮(&amp;B)</translation>
    </message>
    <message>
      <source>Do not distur&amp;b</source>
      <translation>勿扰(&amp;B)</translation>
    </message>
    <message>
      <source>&amp;Quiet for a while</source>
      <translation>暂时勿扰(&amp;Q)</translation>
    </message>
    <message>
      <source>V&amp;oice: {voice}</source>
      <translation>音色：{voice}(&amp;O)</translation>
    </message>
    <message>
      <source>Spee&amp;d: {speed}</source>
      <translation>语速：{speed}(&amp;D)</translation>
    </message>
    <message>
      <source>S&amp;leep: {left}</source>
      <translation>睡眠定时：{left}(&amp;L)</translation>
    </message>
    <message>
      <source>off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>Vol&amp;ume: {percent}%</source>
      <translation>音量：{percent}%(&amp;U)</translation>
    </message>
    <message>
      <source>Open R&amp;eader</source>
      <translation>打开朗读窗口(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;More</source>
      <translation>更多(&amp;M)</translation>
    </message>
    <message>
      <source>Vo&amp;ices…</source>
      <translation>音色(&amp;I)…</translation>
    </message>
    <message>
      <source>Settin&amp;gs…</source>
      <translation>设置(&amp;G)…</translation>
    </message>
    <message>
      <source>Speaking st&amp;yles…</source>
      <translation>朗读风格(&amp;Y)…</translation>
    </message>
    <message>
      <source>Pron&amp;unciation…</source>
      <translation>发音规则(&amp;U)…</translation>
    </message>
    <message>
      <source>&amp;History…</source>
      <translation>历史记录(&amp;H)…</translation>
    </message>
    <message>
      <source>Hel&amp;p</source>
      <translation>帮助(&amp;P)</translation>
    </message>
  </context>
  <context>
    <name>Messages</name>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>NoCloning</name>
    <message>
      <source>The built-in voice sounds the same for everyone</source>
      <translation>内置音色听起来都一样</translation>
    </message>
    <message>
      <source>It reads with its own voice, no matter who records. To hear people, install an engine that clones voices, or add a CosyVoice service.</source>
      <translation>无论录的是谁，朗读时都是同一个声音。要听到家人的声音，请安装支持复刻的引擎，或添加 CosyVoice 服务。</translation>
    </message>
    <message>
      <source>Engines and services…</source>
      <translation>引擎与服务…</translation>
    </message>
  </context>
  <context>
    <name>Notice</name>
    <message>
      <source>Dismiss</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Dismiss this message</source>
      <translation>关闭这条消息</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>详情</translation>
    </message>
    <message>
      <source>Technical details</source>
      <translation>技术详情</translation>
    </message>
  </context>
  <context>
    <name>PartChoice</name>
    <message>
      <source>Drag the ends or the part between them. Arrow keys move an end by 10 ms, or by 100 ms with Ctrl. Tab switches to the other end. The mouse wheel, +, and − zoom; 0 shows everything.</source>
      <translation>拖动两端或中间的片段。方向键每次将一端移动 10 毫秒，按住 Ctrl 则为 100 毫秒；Tab 切换到另一端。滚轮、+ 和 − 缩放，0 显示全部。</translation>
    </message>
    <message>
      <source>Load from m&amp;inute:</source>
      <translation>从第几分钟开始载入(&amp;I)：</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Best part</source>
      <translation>最佳片段(&amp;B)</translation>
    </message>
    <message>
      <source>Select the part that is best for cloning</source>
      <translation>选择最适合复刻的片段</translation>
    </message>
    <message>
      <source> of {minutes}</source>
      <translation> / {minutes}</translation>
    </message>
    <message>
      <source>{start} s to {end} s of {whole} s</source>
      <translation>{start} 秒到 {end} 秒，共 {whole} 秒</translation>
    </message>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message>
      <source>Voices</source>
      <translation>音色</translation>
    </message>
    <message>
      <source>Space hears a voice, Enter reads with it, F2 renames it.</source>
      <translation>空格键试听，回车键用该音色朗读，F2 重命名。</translation>
    </message>
  </context>
  <context>
    <name>PlayerBar</name>
    <message>
      <source>Use the built-in voice</source>
      <translation>使用内置音色</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Read aloud</source>
      <translation>朗读</translation>
    </message>
    <message>
      <source>Use “{service}”</source>
      <translation>使用“{service}”</translation>
    </message>
    <message>
      <source>For this text; the settings stay as they are</source>
      <translation>仅用于这篇；设置保持不变</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>出错</translation>
    </message>
    <message>
      <source>First audio: {seconds} s</source>
      <translation>首包延迟：{seconds} 秒</translation>
    </message>
    <message numerus="yes">
      <source>%n character(s) billed</source>
      <translation>
        <numerusform>已计费 %n 个字符</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PrivacyPage</name>
    <message>
      <source>&amp;Keep a history of texts and their audio</source>
      <translation>保留朗读记录和音频(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Clear history…</source>
      <translation>清除历史记录(&amp;C)…</translation>
    </message>
    <message>
      <source>Keep audio &amp;up to:</source>
      <translation>音频最多占用(&amp;U)：</translation>
    </message>
    <message>
      <source>The history stays on this computer. It lets you continue where you left off, and hear a text again without asking the service.</source>
      <translation>历史记录只保存在这台电脑上。您可以从上次停下的地方继续，也可以重听文本而无需再次请求服务。</translation>
    </message>
    <message>
      <source>History</source>
      <translation>历史记录</translation>
    </message>
    <message>
      <source>Texts go to the active service only, to be spoken. With the built-in voice, nothing leaves this computer. No usage data is collected.</source>
      <translation>文本只发送到当前服务用于朗读。使用内置音色时，任何内容都不会离开这台电脑。没有任何使用统计。</translation>
    </message>
    <message>
      <source>Privacy</source>
      <translation>隐私</translation>
    </message>
  </context>
  <context>
    <name>ProfileEditor</name>
    <message>
      <source>How to speak, in your own words</source>
      <translation>用自己的话描述怎样朗读</translation>
    </message>
    <message>
      <source>Describe how to speak, or choose an example</source>
      <translation>描述怎样朗读，或选择一个示例</translation>
    </message>
    <message>
      <source>Not saved yet: the words are missing.</source>
      <translation>尚未保存：还没有填写描述。</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>语速</translation>
    </message>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>S&amp;peed:</source>
      <translation>语速(&amp;P)：</translation>
    </message>
    <message>
      <source>Vol&amp;ume:</source>
      <translation>音量(&amp;U)：</translation>
    </message>
    <message>
      <source>V&amp;oice:</source>
      <translation>音色(&amp;O)：</translation>
    </message>
    <message>
      <source>Ser&amp;vice:</source>
      <translation>服务(&amp;V)：</translation>
    </message>
    <message>
      <source>What it says when you hear it</source>
      <translation>试听时朗读的句子</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>试听</translation>
    </message>
    <message>
      <source>The model {model} of this voice can't follow instructions.</source>
      <translation>此音色的模型 {model} 不支持指令。</translation>
    </message>
    <message>
      <source>The built-in voice doesn't change with this, unless its engine follows instructions.</source>
      <translation>除非引擎支持指令，内置音色不会因此改变。</translation>
    </message>
    <message>
      <source>Voices of Home Assistant speak in their own way and at their own speed.</source>
      <translation>Home Assistant 的音色按自身的方式和速度朗读。</translation>
    </message>
    <message>
      <source>Built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>{name} (not set up)</source>
      <translation>{name}（未设置）</translation>
    </message>
    <message>
      <source>Voice ID; leave empty for the service's default</source>
      <translation>音色 ID；留空则使用服务的默认音色</translation>
    </message>
    <message>
      <source>Service default</source>
      <translation>服务的默认音色</translation>
    </message>
    <message>
      <source>{id} (not found)</source>
      <translation>{id}（不存在）</translation>
    </message>
    <message>
      <source>{voice} (not ready)</source>
      <translation>{voice}（尚不可用）</translation>
    </message>
    <message>
      <source>Transcript: “{text}”</source>
      <translation>参考文本：“{text}”</translation>
    </message>
    <message>
      <source>How should “{name}” speak?</source>
      <translation>“{name}”应该怎样朗读？</translation>
    </message>
    <message>
      <source>How should it speak?</source>
      <translation>应该怎样朗读？</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Hear it as set here (Ctrl+Enter)</source>
      <translation>按这里的设置试听 (Ctrl+Enter)</translation>
    </message>
  </context>
  <context>
    <name>ProfilesWindow</name>
    <message>
      <source>Speaking styles – CosyVoice Home</source>
      <translation>朗读风格 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗读风格</translation>
    </message>
    <message>
      <source>A voice and how it speaks: for stories, for the news, in another language.</source>
      <translation>一个音色，一种读法：讲故事、读新闻、说另一种语言。</translation>
    </message>
    <message>
      <source>Styles</source>
      <translation>风格</translation>
    </message>
    <message>
      <source>Languages</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>页面</translation>
    </message>
    <message>
      <source>&amp;New style</source>
      <translation>新建风格(&amp;N)</translation>
    </message>
    <message>
      <source>Dupli&amp;cate</source>
      <translation>复制(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Rename</source>
      <translation>重命名(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>删除(&amp;D)</translation>
    </message>
    <message>
      <source>Un&amp;do</source>
      <translation>撤销(&amp;D)</translation>
    </message>
    <message>
      <source>Read with t&amp;his style</source>
      <translation>用此风格朗读(&amp;H)</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>试听</translation>
    </message>
    <message>
      <source>I&amp;mport…</source>
      <translation>导入(&amp;M)…</translation>
    </message>
    <message>
      <source>E&amp;xport this style…</source>
      <translation>导出此风格(&amp;X)…</translation>
    </message>
    <message>
      <source>Export &amp;all…</source>
      <translation>全部导出(&amp;A)…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>How else should they speak?</source>
      <translation>还想怎样朗读？</translation>
    </message>
    <message>
      <source>A speaking style is a voice and how it speaks: cheerful, in Sichuan dialect, or slower in the evening.</source>
      <translation>朗读风格是音色加读法：欢快的、四川话的，或是晚上慢一点的。</translation>
    </message>
    <message>
      <source>More about speaking styles</source>
      <translation>朗读风格的更多操作</translation>
    </message>
    <message>
      <source>✓ Reads now</source>
      <translation>✓ 使用中</translation>
    </message>
    <message>
      <source>New style</source>
      <translation>新风格</translation>
    </message>
    <message>
      <source>Deleted “{name}”.</source>
      <translation>已删除“{name}”。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Undone.</source>
      <translation>已撤销。</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>默认音色</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>内置</translation>
    </message>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Saved.</source>
      <translation>已保存。</translation>
    </message>
    <message>
      <source>Export speaking styles</source>
      <translation>导出朗读风格</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) exported to {file}.</source>
      <translation>
        <numerusform>已将 %n 个朗读风格导出到 {file}。</numerusform>
      </translation>
    </message>
    <message>
      <source>Import speaking styles</source>
      <translation>导入朗读风格</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) imported.</source>
      <translation>
        <numerusform>已导入 %n 个朗读风格。</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing was imported. All styles already exist or were skipped.</source>
      <translation>未导入任何内容：所有风格都已存在或已跳过。</translation>
    </message>
    <message>
      <source>Speaking styles (*{suffix})</source>
      <translation>朗读风格 (*{suffix})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
  </context>
  <context>
    <name>Prompt</name>
    <message>
      <source>Text to read aloud</source>
      <translation>要朗读的文字</translation>
    </message>
    <message>
      <source>Type the text you will read aloud</source>
      <translation>输入您要朗读的文字</translation>
    </message>
  </context>
  <context>
    <name>PronunciationWindow</name>
    <message>
      <source>Pronunciation – CosyVoice Home</source>
      <translation>发音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Pronunciation</source>
      <translation>发音</translation>
    </message>
    <message>
      <source>How words are said. Changes are saved at once.</source>
      <translation>设置词语的读法。更改会立即保存。</translation>
    </message>
    <message>
      <source>&amp;Add a word</source>
      <translation>添加词语(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Remove</source>
      <translation>移除(&amp;R)</translation>
    </message>
    <message>
      <source>Move &amp;up</source>
      <translation>上移(&amp;U)</translation>
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation>下移(&amp;D)</translation>
    </message>
    <message>
      <source>U&amp;ndo</source>
      <translation>撤销(&amp;N)</translation>
    </message>
    <message>
      <source>Red&amp;o</source>
      <translation>重做(&amp;O)</translation>
    </message>
    <message>
      <source>&amp;Import…</source>
      <translation>导入(&amp;I)…</translation>
    </message>
    <message>
      <source>&amp;Export…</source>
      <translation>导出(&amp;E)…</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>&amp;Whole words only</source>
      <translation>全字匹配(&amp;W)</translation>
    </message>
    <message>
      <source>Match whole words only</source>
      <translation>只匹配独立的词</translation>
    </message>
    <message>
      <source>Match &amp;case</source>
      <translation>区分大小写(&amp;C)</translation>
    </message>
    <message>
      <source>Distinguish uppercase and lowercase</source>
      <translation>区分大写和小写</translation>
    </message>
    <message>
      <source>&amp;Pattern</source>
      <translation>模式（正则表达式）(&amp;P)</translation>
    </message>
    <message>
      <source>Treat the text as a regular expression</source>
      <translation>将原文视为正则表达式</translation>
    </message>
    <message>
      <source>Pronunciation rules, applied from top to bottom</source>
      <translation>发音规则，从上到下依次应用</translation>
    </message>
    <message>
      <source>Does it say a name wrong?</source>
      <translation>有名字读错了？</translation>
    </message>
    <message>
      <source>Write the name, and how it sounds. For example:</source>
      <translation>写下名字和读音。例如：</translation>
    </message>
    <message>
      <source>Nguyen</source>
      <translation>重庆</translation>
    </message>
    <message>
      <source>Nwin</source>
      <translation>崇庆</translation>
    </message>
    <message>
      <source>NAS</source>
      <translation>NAS</translation>
    </message>
    <message>
      <source>network storage</source>
      <translation>网络存储</translation>
    </message>
    <message>
      <source>Use this</source>
      <translation>采用</translation>
    </message>
    <message>
      <source>Use this: {written} is said as {said}</source>
      <translation>采用：{written} 读作 {said}</translation>
    </message>
    <message>
      <source>add</source>
      <translation>添加</translation>
    </message>
    <message>
      <source>Type a sentence to try the rules</source>
      <translation>输入一句话来试用规则</translation>
    </message>
    <message>
      <source>Spoken as</source>
      <translation>读作</translation>
    </message>
    <message>
      <source>&amp;Sentence:</source>
      <translation>句子(&amp;S)：</translation>
    </message>
    <message>
      <source>Spoken as:</source>
      <translation>读作：</translation>
    </message>
    <message>
      <source>remove</source>
      <translation>移除</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 条规则。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>move</source>
      <translation>移动</translation>
    </message>
    <message>
      <source>edit</source>
      <translation>编辑</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Export rules</source>
      <translation>导出规则</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) exported to {file}.</source>
      <translation>
        <numerusform>已将 %n 条规则导出到 {file}。</numerusform>
      </translation>
    </message>
    <message>
      <source>Import rules</source>
      <translation>导入规则</translation>
    </message>
    <message>
      <source>You already have all the rules in this file.</source>
      <translation>您已有此文件里的所有规则。</translation>
    </message>
    <message>
      <source>import</source>
      <translation>导入</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) added below your own.</source>
      <translation>
        <numerusform>已在您的规则下面添加 %n 条规则。</numerusform>
      </translation>
    </message>
    <message>
      <source>Pronunciation rules (*{suffix})</source>
      <translation>发音规则 (*{suffix})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
  </context>
  <context>
    <name>QKeySequenceEdit</name>
    <message>
      <source>Press shortcut</source>
      <translation>按下快捷键</translation>
    </message>
  </context>
  <context>
    <name>QrCode</name>
    <message>
      <source>QR code of the invitation</source>
      <translation>邀请二维码</translation>
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message>
      <source>Queue</source>
      <translation>队列</translation>
    </message>
    <message>
      <source>Nothing is waiting</source>
      <translation>队列为空</translation>
    </message>
    <message>
      <source>Drop files or texts here, or add some while something else is read.</source>
      <translation>把文件或文字拖到这里，或在朗读其他内容时添加。</translation>
    </message>
    <message>
      <source>Read now</source>
      <translation>立即朗读</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>清空</translation>
    </message>
    <message>
      <source>Remove all waiting texts</source>
      <translation>清空队列</translation>
    </message>
    <message>
      <source>Hide the queue</source>
      <translation>隐藏队列</translation>
    </message>
    <message>
      <source>Up next</source>
      <translation>接下来</translation>
    </message>
    <message>
      <source>Add…</source>
      <translation>添加…</translation>
    </message>
    <message>
      <source>Add files to the queue</source>
      <translation>将文件添加到队列</translation>
    </message>
    <message>
      <source>Next text</source>
      <translation>下一篇</translation>
    </message>
    <message>
      <source>Now reading: {title}</source>
      <translation>正在朗读：{title}</translation>
    </message>
    <message>
      <source>opening…</source>
      <translation>正在打开…</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
    <message>
      <source>Skipped “{title}”.</source>
      <translation>已中断“{title}”的朗读。</translation>
    </message>
    <message>
      <source>Removed “{title}”.</source>
      <translation>已移除“{title}”。</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 篇。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
  </context>
  <context>
    <name>ReaderWindow</name>
    <message>
      <source>Open a file…</source>
      <translation>打开文件…</translation>
    </message>
    <message>
      <source>New text</source>
      <translation>新建文字</translation>
    </message>
    <message>
      <source>Open a web page…</source>
      <translation>打开网页…</translation>
    </message>
    <message>
      <source>Save as audio…</source>
      <translation>保存为音频…</translation>
    </message>
    <message>
      <source>Previous sentence</source>
      <translation>上一句</translation>
    </message>
    <message>
      <source>Read aloud</source>
      <translation>朗读</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Next text</source>
      <translation>下一篇</translation>
    </message>
    <message>
      <source>Find in text</source>
      <translation>在文章中查找</translation>
    </message>
    <message>
      <source>Go to current sentence</source>
      <translation>回到当前句</translation>
    </message>
    <message>
      <source>Larger text</source>
      <translation>放大文字</translation>
    </message>
    <message>
      <source>Smaller text</source>
      <translation>缩小文字</translation>
    </message>
    <message>
      <source>Default text size</source>
      <translation>默认字号</translation>
    </message>
    <message>
      <source>Appearance of the text</source>
      <translation>文字外观</translation>
    </message>
    <message>
      <source>Contents</source>
      <translation>目录</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>菜单</translation>
    </message>
    <message>
      <source>Stop ({keys})</source>
      <translation>停止（{keys}）</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文章</translation>
    </message>
    <message>
      <source>Type or paste text, or drop a file here. Then select “Read aloud”.</source>
      <translation>输入或粘贴文字，或将文件拖到这里，然后点“朗读”。</translation>
    </message>
    <message>
      <source>Opening “{name}”…</source>
      <translation>正在打开“{name}”…</translation>
    </message>
    <message>
      <source>There's no text yet. Type some, or open a file.</source>
      <translation>还没有文字。请输入文字，或打开文件。</translation>
    </message>
    <message>
      <source>Read from here</source>
      <translation>从这里读起</translation>
    </message>
    <message>
      <source>Add selection to queue</source>
      <translation>将选中的文字加入队列</translation>
    </message>
    <message>
      <source>Read selection</source>
      <translation>朗读选中的文字</translation>
    </message>
    <message>
      <source>Say it differently…</source>
      <translation>换一种读法…</translation>
    </message>
    <message numerus="yes">
      <source>Stopped. %n waiting text(s) removed.</source>
      <translation>
        <numerusform>已停止，并移除了 %n 篇等待朗读的文章。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Read files aloud</source>
      <translation>朗读文件</translation>
    </message>
    <message>
      <source>Documents ({forms})</source>
      <translation>文档 ({forms})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
    <message>
      <source>Your draft has been set aside.</source>
      <translation>已暂存您刚才输入的内容。</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>恢复</translation>
    </message>
    <message>
      <source>{title} – CosyVoice Home</source>
      <translation>{title} – CosyVoice Home</translation>
    </message>
    <message>
      <source>Reader</source>
      <translation>朗读窗口</translation>
    </message>
    <message>
      <source>{title} · {number} of {count}</source>
      <translation>{title} · {number}/{count}</translation>
    </message>
    <message>
      <source>Resuming where you left off.</source>
      <translation>从上次停下的地方继续朗读。</translation>
    </message>
    <message>
      <source>Start from the beginning</source>
      <translation>从头开始</translation>
    </message>
  </context>
  <context>
    <name>ReadingPage</name>
    <message>
      <source>Nothing; pause until it responds</source>
      <translation>不切换，等待恢复</translation>
    </message>
    <message>
      <source>The other services, in their order</source>
      <translation>按顺序使用其他服务</translation>
    </message>
    <message>
      <source>The other services, then the built-in voice</source>
      <translation>其他服务，然后是内置音色</translation>
    </message>
    <message>
      <source>&amp;Speed:</source>
      <translation>语速(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;If the active service doesn't respond, use:</source>
      <translation>当前服务无响应时，改用(&amp;I)：</translation>
    </message>
    <message>
      <source>Pronunciation</source>
      <translation>发音</translation>
    </message>
    <message>
      <source>Names and abbreviations that the voice says wrong.</source>
      <translation>读错的人名和缩写。</translation>
    </message>
    <message>
      <source>&amp;Pronunciation…</source>
      <translation>发音(&amp;P)…</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗读风格</translation>
    </message>
    <message>
      <source>How a voice speaks, and which one reads each language.</source>
      <translation>音色怎样朗读，以及每种语言由谁朗读。</translation>
    </message>
    <message>
      <source>Speaking s&amp;tyles…</source>
      <translation>朗读风格(&amp;T)…</translation>
    </message>
    <message>
      <source>Leave out</source>
      <translation>略去</translation>
    </message>
    <message>
      <source>Leave out, and say so</source>
      <translation>略去并说明</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>朗读</translation>
    </message>
    <message>
      <source>&amp;Code blocks:</source>
      <translation>代码块(&amp;C)：</translation>
    </message>
    <message>
      <source>&amp;Web addresses:</source>
      <translation>网址(&amp;W)：</translation>
    </message>
    <message>
      <source>Read the name of the site</source>
      <translation>朗读网站名称</translation>
    </message>
    <message>
      <source>Ta&amp;bles:</source>
      <translation>表格(&amp;B)：</translation>
    </message>
    <message>
      <source>&amp;Footnotes:</source>
      <translation>脚注(&amp;F)：</translation>
    </message>
    <message>
      <source>For texts that you open from now on. In books and Word documents, notes are never read, and tables always are.</source>
      <translation>对之后打开的文本生效。图书和 Word 文档中的注释从不朗读，表格则始终朗读。</translation>
    </message>
    <message>
      <source>What is read</source>
      <translation>朗读内容</translation>
    </message>
    <message>
      <source>After a se&amp;ntence:</source>
      <translation>句子之后(&amp;N)：</translation>
    </message>
    <message>
      <source>After a pa&amp;ragraph:</source>
      <translation>段落之后(&amp;R)：</translation>
    </message>
    <message>
      <source> s</source>
      <translation> 秒</translation>
    </message>
    <message>
      <source>As the voice speaks</source>
      <translation>由音色决定</translation>
    </message>
    <message>
      <source>Silence that is added to what the voice makes.</source>
      <translation>在音色自身的停顿之外再加的静音。</translation>
    </message>
    <message>
      <source>Pauses</source>
      <translation>停顿</translation>
    </message>
  </context>
  <context>
    <name>RecordingDialog</name>
    <message>
      <source>Record a voice – CosyVoice Home</source>
      <translation>录制音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Record a voice</source>
      <translation>录制音色</translation>
    </message>
    <message>
      <source>Read the text aloud. About ten seconds are enough.</source>
      <translation>请朗读下面的文字，大约十秒就够了。</translation>
    </message>
    <message>
      <source>Use a &amp;file instead…</source>
      <translation>改用文件(&amp;F)…</translation>
    </message>
    <message>
      <source>Read alou&amp;d:</source>
      <translation>朗读(&amp;D)：</translation>
    </message>
    <message>
      <source>&amp;Microphone:</source>
      <translation>麦克风(&amp;M)：</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Continue</source>
      <translation>继续(&amp;C)</translation>
    </message>
    <message>
      <source>Default microphone</source>
      <translation>默认麦克风</translation>
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation>{name}（未连接）</translation>
    </message>
    <message>
      <source>No microphone found. Connect one or switch it on.</source>
      <translation>未找到麦克风。请连接或打开麦克风。</translation>
    </message>
    <message>
      <source>Check &amp;again</source>
      <translation>重新检测(&amp;A)</translation>
    </message>
    <message>
      <source>Your own text</source>
      <translation>您自己的文字</translation>
    </message>
    <message>
      <source>The first {seconds} s were saved.</source>
      <translation>此前录下的 {seconds} 秒已保留。</translation>
    </message>
    <message>
      <source>The computer was too busy, so parts of the recording are missing. Record it again.</source>
      <translation>电脑太忙，录音有缺失。请重新录制。</translation>
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation>重试(&amp;A)</translation>
    </message>
    <message>
      <source>Too loud! Move back from the microphone a little.</source>
      <translation>声音太大！请离麦克风远一点。</translation>
    </message>
    <message>
      <source>Almost no sound. Move closer, or choose another microphone.</source>
      <translation>几乎听不到声音。请靠近一些，或换一个麦克风。</translation>
    </message>
    <message>
      <source>Read aloud now.</source>
      <translation>现在请朗读。</translation>
    </message>
    <message>
      <source>Good. Press Space at the end of a sentence to stop.</source>
      <translation>很好。读完一句后按空格键停止。</translation>
    </message>
    <message>
      <source>That's enough. Press Space to stop.</source>
      <translation>够长了。请按空格键停止。</translation>
    </message>
    <message>
      <source>{seconds} s; {least} to {most} s works best</source>
      <translation>{seconds} 秒；{least} 到 {most} 秒最合适</translation>
    </message>
    <message>
      <source>Find a quiet place and speak as you would to a friend.</source>
      <translation>找一个安静的地方，像跟朋友聊天那样说。</translation>
    </message>
    <message>
      <source>Recorded. Select “Continue” to listen and choose the best part.</source>
      <translation>录好了。点“继续”试听，并选出最好的片段。</translation>
    </message>
    <message>
      <source>{what}. {words}</source>
      <translation>{what}。{words}</translation>
    </message>
    <message>
      <source>&amp;Record</source>
      <translation>录音(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Record again</source>
      <translation>重新录音(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>Remedy</name>
    <message>
      <source>Agree</source>
      <translation>同意</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Open settings</source>
      <translation>打开设置</translation>
    </message>
    <message>
      <source>Open voices</source>
      <translation>打开音色窗口</translation>
    </message>
    <message>
      <source>Open speaking styles</source>
      <translation>打开朗读风格</translation>
    </message>
  </context>
  <context>
    <name>RowButtons</name>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Stop {name}</source>
      <translation>停止试听 {name}</translation>
    </message>
    <message>
      <source>Hear {name}</source>
      <translation>试听 {name}</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>More about {name}</source>
      <translation>{name} 的更多操作</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Hear it (Space)</source>
      <translation>试听（空格键）</translation>
    </message>
    <message>
      <source>Read with this voice (Enter)</source>
      <translation>用这个音色朗读（回车键）</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
  </context>
  <context>
    <name>RowDelegate</name>
    <message>
      <source>“{said}”</source>
      <translation>“{said}”</translation>
    </message>
  </context>
  <context>
    <name>RuleDelegate</name>
    <message>
      <source>As it is written</source>
      <translation>原文</translation>
    </message>
    <message>
      <source>As it sounds</source>
      <translation>读音</translation>
    </message>
  </context>
  <context>
    <name>RulesModel</name>
    <message>
      <source>Written</source>
      <translation>原文</translation>
    </message>
    <message>
      <source>Spoken as</source>
      <translation>读作</translation>
    </message>
    <message>
      <source>Pattern</source>
      <translation>模式</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Whole words</source>
      <translation>全字匹配</translation>
    </message>
    <message>
      <source>Match case</source>
      <translation>区分大小写</translation>
    </message>
    <message>
      <source>Problem</source>
      <translation>问题</translation>
    </message>
    <message>
      <source>As written in the text</source>
      <translation>文章里的写法</translation>
    </message>
    <message>
      <source>What the voice says instead; in a pattern, \1 is the first group</source>
      <translation>朗读时改说的内容；在模式中，\1 是第一个分组</translation>
    </message>
    <message>
      <source>Treat what is written as a regular expression</source>
      <translation>将原文视为正则表达式</translation>
    </message>
    <message>
      <source>Language of the sentences the rule applies to</source>
      <translation>规则适用的语言</translation>
    </message>
    <message>
      <source>Match whole words only</source>
      <translation>只匹配独立的词</translation>
    </message>
    <message>
      <source>Distinguish uppercase and lowercase</source>
      <translation>区分大写和小写</translation>
    </message>
    <message>
      <source>Why the rule isn't applied</source>
      <translation>规则未生效的原因</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>试听</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
  </context>
  <context>
    <name>SaidFields</name>
    <message>
      <source>Grandma</source>
      <translation>奶奶</translation>
    </message>
    <message>
      <source>What you call this person: “Grandma”, “Dad”</source>
      <translation>平时的称呼，例如“奶奶”“爸爸”</translation>
    </message>
    <message>
      <source>&amp;Transcript</source>
      <translation>参考文本(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Name</source>
      <translation>名称(&amp;N)</translation>
    </message>
    <message>
      <source>Word for word what the selected part says: the voice is cloned from both.</source>
      <translation>所选片段的逐字内容：音色由录音和文本共同复刻而成。</translation>
    </message>
    <message>
      <source>Optional. It's kept on this computer.</source>
      <translation>可选。保存在本机。</translation>
    </message>
    <message>
      <source>Clone a voice only if the person who speaks agrees.</source>
      <translation>只有在本人同意时才可复刻其音色。</translation>
    </message>
    <message>
      <source>Still missing: transcript and name</source>
      <translation>还缺少：参考文本和名称</translation>
    </message>
    <message>
      <source>Still missing: the transcript</source>
      <translation>还缺少：参考文本</translation>
    </message>
    <message>
      <source>Still missing: the name</source>
      <translation>还缺少：名称</translation>
    </message>
  </context>
  <context>
    <name>SaveSheet</name>
    <message>
      <source>Save as audio</source>
      <translation>保存为音频</translation>
    </message>
    <message>
      <source>MP3, small</source>
      <translation>MP3，较小</translation>
    </message>
    <message>
      <source>WAV, lossless</source>
      <translation>WAV，无损</translation>
    </message>
    <message>
      <source>C&amp;hange…</source>
      <translation>更改(&amp;H)…</translation>
    </message>
    <message>
      <source>Format:</source>
      <translation>格式：</translation>
    </message>
    <message>
      <source>&amp;Voice:</source>
      <translation>音色(&amp;V)：</translation>
    </message>
    <message>
      <source>&amp;Speed:</source>
      <translation>语速(&amp;S)：</translation>
    </message>
    <message>
      <source>Save to:</source>
      <translation>保存到：</translation>
    </message>
    <message>
      <source>S&amp;ave</source>
      <translation>保存(&amp;A)</translation>
    </message>
    <message>
      <source>As it was read before</source>
      <translation>与上次朗读时相同</translation>
    </message>
    <message>
      <source>Newest voice</source>
      <translation>最新的音色</translation>
    </message>
    <message>
      <source>MP3, small (*.mp3)</source>
      <translation>MP3，体积小 (*.mp3)</translation>
    </message>
    <message>
      <source>WAV, lossless (*.wav)</source>
      <translation>WAV，无损 (*.wav)</translation>
    </message>
  </context>
  <context>
    <name>SavingToasts</name>
    <message>
      <source>Saving “{title}”</source>
      <translation>正在保存“{title}”</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
    <message numerus="yes">
      <source>%n more waiting</source>
      <translation>
        <numerusform>还有 %n 个等待</numerusform>
      </translation>
    </message>
    <message>
      <source>Saved · {file}</source>
      <translation>已保存 · {file}</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>{file} wasn't saved.</source>
      <translation>{file} 未保存。</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>另存为…</translation>
    </message>
    <message>
      <source>Saving</source>
      <translation>正在保存</translation>
    </message>
    <message>
      <source>Stop saving?</source>
      <translation>停止保存吗？</translation>
    </message>
    <message>
      <source>The part saved so far will be discarded.</source>
      <translation>已保存的部分将被丢弃。</translation>
    </message>
    <message>
      <source>Stop saving</source>
      <translation>停止保存</translation>
    </message>
    <message>
      <source>Keep saving</source>
      <translation>继续保存</translation>
    </message>
  </context>
  <context>
    <name>SayDifferently</name>
    <message>
      <source>Say it differently – CosyVoice Home</source>
      <translation>换一种读法 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Say “{word}” differently</source>
      <translation>换一种方式读“{word}”</translation>
    </message>
    <message>
      <source>Write it the way it sounds. It applies wherever this word is read.</source>
      <translation>按读音书写。以后读到这个词都会这样读。</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>试听</translation>
    </message>
    <message>
      <source>&amp;Keep</source>
      <translation>保存(&amp;K)</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Written:</source>
      <translation>原文(&amp;W)：</translation>
    </message>
    <message>
      <source>&amp;Spoken as:</source>
      <translation>读作(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;Only in sentences in {language}</source>
      <translation>仅用于 {language} 的句子(&amp;O)</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
  </context>
  <context>
    <name>Scrubber</name>
    <message>
      <source>Position in the text</source>
      <translation>朗读位置</translation>
    </message>
    <message>
      <source>{over} over, {left} left</source>
      <translation>已读 {over}，剩余 {left}</translation>
    </message>
  </context>
  <context>
    <name>ServiceCard</name>
    <message>
      <source>Drag to change the order</source>
      <translation>拖动以改变顺序</translation>
    </message>
    <message>
      <source>{name}, in use</source>
      <translation>{name}，使用中</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>More about {name}</source>
      <translation>{name} 的更多操作</translation>
    </message>
  </context>
  <context>
    <name>ServiceDialog</name>
    <message>
      <source>Add a service</source>
      <translation>添加服务</translation>
    </message>
    <message>
      <source>&amp;Use this service</source>
      <translation>设为当前服务(&amp;U)</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>添加</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
  </context>
  <context>
    <name>ServiceForm</name>
    <message>
      <source>CosyVoice, on PAI-EAS or your own server</source>
      <translation>CosyVoice：PAI-EAS 或自己的服务器</translation>
    </message>
    <message>
      <source>A Model Studio key</source>
      <translation>阿里云百炼的 API Key</translation>
    </message>
    <message>
      <source>Sho&amp;w</source>
      <translation>显示(&amp;W)</translation>
    </message>
    <message>
      <source>Remove the saved to&amp;ken</source>
      <translation>清除已保存的令牌(&amp;K)</translation>
    </message>
    <message>
      <source>This address isn't encrypted. Anyone on the same network can read your token and your texts. Use https:// if you can.</source>
      <translation>此地址未加密：同一网络里的人可以看到令牌和朗读的文字。请尽量使用 https://。</translation>
    </message>
    <message>
      <source>System default</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Custom:</source>
      <translation>自定义：</translation>
    </message>
    <message>
      <source>Proxy address</source>
      <translation>代理地址</translation>
    </message>
    <message>
      <source>System certificates only</source>
      <translation>留空则使用系统证书</translation>
    </message>
    <message>
      <source>&amp;Choose…</source>
      <translation>选择(&amp;C)…</translation>
    </message>
    <message>
      <source>Choose a certificate file</source>
      <translation>选择证书文件</translation>
    </message>
    <message>
      <source>&amp;Test</source>
      <translation>测试(&amp;T)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Hear a sentence</source>
      <translation>试听一句(&amp;H)</translation>
    </message>
    <message>
      <source>Copy it from the page of the service</source>
      <translation>请从服务页面复制</translation>
    </message>
    <message>
      <source>Letters, digits, hyphens, and underscores</source>
      <translation>字母、数字、连字符和下划线</translation>
    </message>
    <message>
      <source>From the page of the service, or from your account there</source>
      <translation>在服务页面或其所属账号中查看</translation>
    </message>
    <message>
      <source>Only if the service is reached through one</source>
      <translation>仅在经代理访问服务时需要</translation>
    </message>
    <message>
      <source>A PEM file to trust besides those of the system</source>
      <translation>除系统证书外，还要信任的 PEM 文件</translation>
    </message>
    <message>
      <source>K&amp;ind:</source>
      <translation>类型(&amp;I)：</translation>
    </message>
    <message>
      <source>A&amp;ddress:</source>
      <translation>访问地址(&amp;D)：</translation>
    </message>
    <message>
      <source>&amp;Region:</source>
      <translation>地域(&amp;R)：</translation>
    </message>
    <message>
      <source>Na&amp;me:</source>
      <translation>名称(&amp;M)：</translation>
    </message>
    <message>
      <source>T&amp;oken:</source>
      <translation>令牌（T&amp;oken）：</translation>
    </message>
    <message>
      <source>Mo&amp;del:</source>
      <translation>模型(&amp;D)：</translation>
    </message>
    <message>
      <source>Work&amp;space or gateway:</source>
      <translation>业务空间或网关(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;Proxy:</source>
      <translation>代理(&amp;P)：</translation>
    </message>
    <message>
      <source>&amp;Extra CA certificate:</source>
      <translation>额外的 CA 证书(&amp;E)：</translation>
    </message>
    <message>
      <source>Connected to Model Studio ({place}). Response time {milliseconds} ms.</source>
      <translation>已连接百炼（{place}）。响应时间 {milliseconds} 毫秒。</translation>
    </message>
    <message>
      <source>Connected. API version {dialect}, response time {milliseconds} ms.</source>
      <translation>可用：API 版本 {dialect}，响应时间 {milliseconds} 毫秒。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) found.</source>
      <translation>
        <numerusform>共有 %n 个音色。</numerusform>
      </translation>
    </message>
    <message>
      <source>No voices yet. Add one before you use this service.</source>
      <translation>该服务还没有音色，使用前请先添加一个。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) can't be used yet.</source>
      <translation>
        <numerusform>有 %n 个音色尚不可用。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n character(s) billed.</source>
      <translation>
        <numerusform>已计费 %n 个字符。</numerusform>
      </translation>
    </message>
    <message>
      <source>Own address, proxy, and certificates</source>
      <translation>自定义地址、代理和证书</translation>
    </message>
    <message>
      <source>Proxy and certificates</source>
      <translation>代理和证书</translation>
    </message>
    <message>
      <source>Leave empty if not needed</source>
      <translation>没有则留空</translation>
    </message>
    <message>
      <source>Saved. Type to replace.</source>
      <translation>已保存；输入新令牌即可替换</translation>
    </message>
    <message>
      <source>API ke&amp;y:</source>
      <translation>API Ke&amp;y：</translation>
    </message>
    <message>
      <source>Stop t&amp;he sentence</source>
      <translation>停止试听(&amp;H)</translation>
    </message>
    <message>
      <source>Speech is billed by the character.</source>
      <translation>语音合成按字符计费。</translation>
    </message>
    <message>
      <source>CA certificates</source>
      <translation>CA 证书</translation>
    </message>
    <message>
      <source>Certificates (*.pem *.crt *.cer)</source>
      <translation>证书 (*.pem *.crt *.cer)</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
  </context>
  <context>
    <name>ServicePage</name>
    <message>
      <source>Contin&amp;ue even if it doesn't work yet</source>
      <translation>即使暂时不可用也继续(&amp;U)</translation>
    </message>
    <message>
      <source>Saving the token… If the keyring asks for a password, enter it there.</source>
      <translation>正在保存令牌。如果密钥环弹出窗口要求密码，请在其中输入。</translation>
    </message>
    <message>
      <source>Saving the token</source>
      <translation>正在保存令牌</translation>
    </message>
    <message>
      <source>Tick “I agree” first. The key isn't sent before you do.</source>
      <translation>请先勾选“我同意”。在此之前不会发送 API Key。</translation>
    </message>
    <message>
      <source>Model Studio</source>
      <translation>百炼</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s)</source>
      <translation>
        <numerusform>%n 个音色</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServiceTrial</name>
    <message>
      <source>{host} responded with {status}. The service is busy or starting. This can take a minute…</source>
      <translation>{host} 返回 {status}：服务繁忙或正在启动，可能需要一分钟…</translation>
    </message>
    <message>
      <source>{host} hasn't responded yet. It may be starting…</source>
      <translation>{host} 尚未响应，可能正在启动…</translation>
    </message>
    <message>
      <source>Connecting to {host}…</source>
      <translation>正在连接 {host}…</translation>
    </message>
    <message numerus="yes">
      <source>%n second(s)</source>
      <translation>
        <numerusform>%n 秒</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServicesPage</name>
    <message>
      <source>Add a service…</source>
      <translation>添加服务…</translation>
    </message>
    <message>
      <source>Services</source>
      <translation>服务</translation>
    </message>
    <message>
      <source>If the one in use doesn't respond, the first one that does is the fallback. Drag a service to change the order, or press Alt+Up and Alt+Down.</source>
      <translation>当前服务无响应时，由第一个有响应的服务代替。拖动服务，或按 Alt+↑ 和 Alt+↓，可改变顺序。</translation>
    </message>
    <message>
      <source>En&amp;gines of the built-in voice…</source>
      <translation>内置音色的引擎(&amp;G)…</translation>
    </message>
    <message>
      <source>Install an engine that sounds better, or one that clones</source>
      <translation>安装音质更好或可复刻的引擎</translation>
    </message>
    <message>
      <source>&amp;Add…</source>
      <translation>添加(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Edit…</source>
      <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
      <source>&amp;Use this</source>
      <translation>设为当前(&amp;U)</translation>
    </message>
    <message>
      <source>Invite a p&amp;hone…</source>
      <translation>邀请手机(&amp;H)…</translation>
    </message>
    <message>
      <source>Mo&amp;ve up</source>
      <translation>上移(&amp;V)</translation>
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation>下移(&amp;D)</translation>
    </message>
    <message>
      <source>Re&amp;move…</source>
      <translation>移除(&amp;M)…</translation>
    </message>
    <message>
      <source>Remove a service</source>
      <translation>移除服务</translation>
    </message>
    <message>
      <source>Remove “{name}”, including its address and token?</source>
      <translation>移除“{name}”及其地址和令牌吗？</translation>
    </message>
    <message>
      <source>Its voices stay on the service.</source>
      <translation>其音色会保留在服务上。</translation>
    </message>
    <message>
      <source>Speaking styles that use it will stop working.</source>
      <translation>使用此服务的朗读风格将失效。</translation>
    </message>
    <message>
      <source>On this computer</source>
      <translation>在本机运行</translation>
    </message>
    <message>
      <source>Built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>Model Studio ({place})</source>
      <translation>百炼（{place}）</translation>
    </message>
    <message>
      <source>· token in the keyring</source>
      <translation> · 令牌在密钥环中</translation>
    </message>
    <message>
      <source>· token in a file</source>
      <translation> · 令牌在文件中</translation>
    </message>
    <message>
      <source>Not responding</source>
      <translation>无响应</translation>
    </message>
  </context>
  <context>
    <name>SettingsWindow</name>
    <message>
      <source>Settings – CosyVoice Home</source>
      <translation>设置 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Pages of the settings</source>
      <translation>设置页面</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>启动</translation>
    </message>
    <message>
      <source>Voices &amp; services</source>
      <translation>音色与服务</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>朗读</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>外观</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>快捷键</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>家庭</translation>
    </message>
    <message>
      <source>History &amp; privacy</source>
      <translation>历史记录与隐私</translation>
    </message>
    <message>
      <source>About</source>
      <translation>关于</translation>
    </message>
    <message>
      <source>Saving the token… If the keyring asks for a password, enter it there.</source>
      <translation>正在保存令牌。如果密钥环弹出窗口要求密码，请在其中输入。</translation>
    </message>
    <message>
      <source>Saving the token</source>
      <translation>正在保存令牌</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Save your changes before closing?</source>
      <translation>关闭前保存更改吗？</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>The change to the services isn't saved.</source>
      <translation>对服务的更改尚未保存。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
  </context>
  <context>
    <name>Sleep</name>
    <message>
      <source>Off</source>
      <translation>关</translation>
    </message>
    <message numerus="yes">
      <source>In %n minutes</source>
      <translation>
        <numerusform>%n 分钟后</numerusform>
      </translation>
    </message>
    <message>
      <source>At the end of this chapter</source>
      <translation>本章结束时</translation>
    </message>
    <message>
      <source>At the end of this text</source>
      <translation>读完这篇时</translation>
    </message>
    <message>
      <source>end of chapter</source>
      <translation>本章结束</translation>
    </message>
    <message>
      <source>end of text</source>
      <translation>读完这篇</translation>
    </message>
    <message>
      <source>end of sentence</source>
      <translation>读完这句</translation>
    </message>
    <message>
      <source>{minutes} min</source>
      <translation>{minutes} 分钟</translation>
    </message>
  </context>
  <context>
    <name>SleepChip</name>
    <message>
      <source>Sleep timer</source>
      <translation>睡眠定时</translation>
    </message>
    <message>
      <source>Pause automatically</source>
      <translation>自动暂停</translation>
    </message>
    <message>
      <source>Available while a text is read.</source>
      <translation>朗读时可用。</translation>
    </message>
    <message>
      <source> min</source>
      <translation> 分钟</translation>
    </message>
    <message>
      <source>Pause after (minutes)</source>
      <translation>多少分钟后暂停</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>开始</translation>
    </message>
    <message>
      <source>After:</source>
      <translation>时长：</translation>
    </message>
    <message>
      <source>Sleep timer: {left}</source>
      <translation>睡眠定时：{left}</translation>
    </message>
    <message>
      <source>Sleep timer: pause automatically</source>
      <translation>睡眠定时：自动暂停</translation>
    </message>
  </context>
  <context>
    <name>SoundPage</name>
    <message>
      <source>System default</source>
      <translation>系统默认</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>刷新(&amp;R)</translation>
    </message>
    <message>
      <source>Look for newly connected devices</source>
      <translation>重新检测设备</translation>
    </message>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>&amp;Output:</source>
      <translation>输出(&amp;O)：</translation>
    </message>
    <message>
      <source>&amp;Volume:</source>
      <translation>音量(&amp;V)：</translation>
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation>{name}（未连接）</translation>
    </message>
    <message>
      <source>This is how loud and how fast I read to you.</source>
      <translation>我给你朗读时，就是这样的音量和语速。</translation>
    </message>
  </context>
  <context>
    <name>SpeakersList</name>
    <message>
      <source>{name} (not available)</source>
      <translation>{name}（不可用）</translation>
    </message>
  </context>
  <context>
    <name>SpeedChip</name>
    <message>
      <source>Speed</source>
      <translation>语速</translation>
    </message>
    <message>
      <source>Exactly:</source>
      <translation>精确值：</translation>
    </message>
    <message>
      <source>Speed: {speed}</source>
      <translation>语速：{speed}</translation>
    </message>
  </context>
  <context>
    <name>StartBox</name>
    <message>
      <source>&amp;Start in the tray at login</source>
      <translation>登录时在托盘中启动(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>StartPage</name>
    <message>
      <source>Continue where you left off</source>
      <translation>从上次的位置继续</translation>
    </message>
    <message>
      <source>Open a file…</source>
      <translation>打开文件…</translation>
    </message>
    <message>
      <source>EPUB, PDF, Word, text</source>
      <translation>EPUB、PDF、Word、文本</translation>
    </message>
    <message>
      <source>Paste text</source>
      <translation>粘贴文字</translation>
    </message>
    <message>
      <source>or just type</source>
      <translation>或直接输入</translation>
    </message>
    <message>
      <source>A web page…</source>
      <translation>网页…</translation>
    </message>
    <message>
      <source>by its address</source>
      <translation>输入网址</translation>
    </message>
    <message>
      <source>What should I read?</source>
      <translation>想听什么？</translation>
    </message>
    <message>
      <source>Continue</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>In any program: select text and press {keys}.</source>
      <translation>在任何程序中：选中文字，按 {keys}。</translation>
    </message>
  </context>
  <context>
    <name>State</name>
    <message>
      <source>the built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就绪</translation>
    </message>
    <message>
      <source>Reading aloud</source>
      <translation>正在朗读</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>Opening “{name}”…</source>
      <translation>正在打开“{name}”…</translation>
    </message>
    <message>
      <source>Asking “{service}”…</source>
      <translation>正在请求“{service}”…</translation>
    </message>
    <message>
      <source>Waiting for “{service}”… {seconds} s</source>
      <translation>正在等待“{service}”… {seconds} 秒</translation>
    </message>
    <message>
      <source>“{service}” is waking up… {seconds} s</source>
      <translation>“{service}”正在唤醒… {seconds} 秒</translation>
    </message>
    <message>
      <source>Waiting for the built-in voice… {seconds} s</source>
      <translation>正在等待内置音色… {seconds} 秒</translation>
    </message>
    <message>
      <source>Starting the built-in voice…</source>
      <translation>正在启动内置音色…</translation>
    </message>
    <message>
      <source>The built-in voice is starting… {seconds} s</source>
      <translation>内置音色正在启动… {seconds} 秒</translation>
    </message>
  </context>
  <context>
    <name>StudioFields</name>
    <message>
      <source>New voices are made for this model. A voice speaks only with its own model.</source>
      <translation>新音色将为此模型创建。音色只能配合其自身的模型使用。</translation>
    </message>
    <message>
      <source>I a&amp;gree</source>
      <translation>我同意(&amp;G)</translation>
    </message>
    <message>
      <source>Model-Studio</source>
      <translation>百炼</translation>
    </message>
    <message>
      <source>Model-Studio-{place}</source>
      <translation>百炼-{place}</translation>
    </message>
    <message>
      <source>Create a key in the Model Studio console</source>
      <translation>在百炼控制台创建 API Key</translation>
    </message>
    <message>
      <source>I agree: {where}</source>
      <translation>我同意：{where}</translation>
    </message>
  </context>
  <context>
    <name>Styles</name>
    <message>
      <source>Dialects</source>
      <translation>方言</translation>
    </message>
    <message>
      <source>Cantonese</source>
      <translation>粤语</translation>
    </message>
    <message>
      <source>Sichuan</source>
      <translation>四川话</translation>
    </message>
    <message>
      <source>Shanghai</source>
      <translation>上海话</translation>
    </message>
    <message>
      <source>Zhengzhou</source>
      <translation>郑州话</translation>
    </message>
    <message>
      <source>Changsha</source>
      <translation>长沙话</translation>
    </message>
    <message>
      <source>Tianjin</source>
      <translation>天津话</translation>
    </message>
    <message>
      <source>Moods</source>
      <translation>情绪</translation>
    </message>
    <message>
      <source>Calm</source>
      <translation>冷静</translation>
    </message>
    <message>
      <source>Happy</source>
      <translation>开心</translation>
    </message>
    <message>
      <source>Sad</source>
      <translation>悲伤</translation>
    </message>
    <message>
      <source>Surprised</source>
      <translation>惊讶</translation>
    </message>
    <message>
      <source>Angry</source>
      <translation>愤怒</translation>
    </message>
    <message>
      <source>Fearful</source>
      <translation>恐惧</translation>
    </message>
    <message>
      <source>Disgusted</source>
      <translation>厌恶</translation>
    </message>
    <message>
      <source>Serious</source>
      <translation>严肃</translation>
    </message>
    <message>
      <source>Gentle</source>
      <translation>温柔</translation>
    </message>
    <message>
      <source>Pace</source>
      <translation>节奏</translation>
    </message>
    <message>
      <source>Fast</source>
      <translation>快速</translation>
    </message>
    <message>
      <source>Very fast</source>
      <translation>非常快</translation>
    </message>
    <message>
      <source>Slow</source>
      <translation>慢速</translation>
    </message>
    <message>
      <source>Very slow</source>
      <translation>非常慢</translation>
    </message>
    <message>
      <source>Roles</source>
      <translation>角色</translation>
    </message>
    <message>
      <source>Mysterious</source>
      <translation>神秘</translation>
    </message>
    <message>
      <source>Fierce</source>
      <translation>凶猛</translation>
    </message>
    <message>
      <source>Curious</source>
      <translation>好奇</translation>
    </message>
    <message>
      <source>Elegant</source>
      <translation>优雅</translation>
    </message>
    <message>
      <source>Lonely</source>
      <translation>孤独</translation>
    </message>
    <message>
      <source>Robot</source>
      <translation>机器人</translation>
    </message>
    <message>
      <source>Peppa Pig</source>
      <translation>小猪佩奇</translation>
    </message>
  </context>
  <context>
    <name>Takes</name>
    <message>
      <source>Take {number} · {seconds} s</source>
      <translation>第 {number} 次 · {seconds} 秒</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Play take {number}</source>
      <translation>播放第 {number} 次录音</translation>
    </message>
  </context>
  <context>
    <name>TextView</name>
    <message>
      <source>Go to current sentence</source>
      <translation>回到当前句</translation>
    </message>
    <message>
      <source>Follow the reading again (Ctrl+L)</source>
      <translation>重新跟随朗读（Ctrl+L）</translation>
    </message>
  </context>
  <context>
    <name>Toast</name>
    <message>
      <source>Message</source>
      <translation>消息</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>关闭</translation>
    </message>
  </context>
  <context>
    <name>TokenKeeping</name>
    <message>
      <source>Without a keyring, the token can be saved in a file that only you can read:
{file}
Apps that run under your account, and backups, can also read it.</source>
      <translation>没有密钥环时，可将令牌保存在只有您能读取的文件里：
{file}
以您的身份运行的程序和备份也能读取该文件。</translation>
    </message>
    <message>
      <source>Save to a &amp;file</source>
      <translation>保存在文件里(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Try again</source>
      <translation>重试(&amp;T)</translation>
    </message>
    <message>
      <source>Go &amp;back</source>
      <translation>返回(&amp;B)</translation>
    </message>
    <message>
      <source>The token of a service you removed is still there.</source>
      <translation>您移除的服务的令牌仍留在那里。</translation>
    </message>
    <message>
      <source>&amp;Leave it there</source>
      <translation>留在那里(&amp;L)</translation>
    </message>
    <message>
      <source>Token</source>
      <translation>令牌</translation>
    </message>
  </context>
  <context>
    <name>TryPage</name>
    <message>
      <source>A sentence to try</source>
      <translation>试读的句子</translation>
    </message>
    <message>
      <source>&amp;Read it</source>
      <translation>朗读(&amp;R)</translation>
    </message>
    <message>
      <source>Make your own voice</source>
      <translation>制作自己的音色</translation>
    </message>
    <message>
      <source>Ten seconds of speech are enough.</source>
      <translation>十秒录音就够了。</translation>
    </message>
    <message>
      <source>&amp;Make my voice</source>
      <translation>制作我的音色(&amp;M)</translation>
    </message>
    <message>
      <source>It can sound better</source>
      <translation>还可以更好听</translation>
    </message>
    <message>
      <source>Neural engines speak like people, on this computer. See what each costs.</source>
      <translation>神经网络引擎在本机运行，声音像真人。查看各自的占用。</translation>
    </message>
    <message>
      <source>&amp;Get a better voice…</source>
      <translation>获取更好的音色(&amp;G)…</translation>
    </message>
    <message>
      <source>The app stays in the system tray, next to the clock. Right-click its icon for all it can do. Files and links can be dropped on the Reader.</source>
      <translation>应用留在系统托盘（时钟旁边）。右键单击图标可看到全部功能。文件和链接可以拖到朗读窗口。</translation>
    </message>
    <message>
      <source>This desktop has no system tray: the Reader window stays open, and everything else is in its menu. Files and links can be dropped on it.</source>
      <translation>此桌面没有系统托盘：朗读窗口保持打开，其他功能都在菜单里。文件和链接可以拖到窗口上。</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Select me and press {keys}: this is how I sound.</source>
      <translation>选中我，然后按 {keys}：我的声音就是这样。</translation>
    </message>
    <message>
      <source>This is how I sound.</source>
      <translation>我的声音就是这样。</translation>
    </message>
    <message>
      <source>Heard. It works in every program.</source>
      <translation>听到了。在任何程序中都可以这样用。</translation>
    </message>
    <message>
      <source>Heard.</source>
      <translation>听到了。</translation>
    </message>
    <message>
      <source>Press {keys} now: the sentence is selected.</source>
      <translation>现在按 {keys}：句子已选中。</translation>
    </message>
    <message>
      <source>No hotkey is set up here. Settings &gt; Shortcuts says what can be done.</source>
      <translation>这里没有可用的快捷键。“设置 &gt; 快捷键”中有说明。</translation>
    </message>
  </context>
  <context>
    <name>UsedPart</name>
    <message>
      <source>Cloned &amp;from</source>
      <translation>复刻所用的片段(&amp;F)</translation>
    </message>
    <message>
      <source>The best part: {part}</source>
      <translation>最佳片段：{part}</translation>
    </message>
    <message>
      <source>The whole recording: {part}</source>
      <translation>整段录音：{part}</translation>
    </message>
    <message>
      <source>{engine} clones from this part: “{words}”</source>
      <translation>{engine} 用这个片段复刻：“{words}”</translation>
    </message>
    <message>
      <source>{begin} s to {end} s, “{words}”</source>
      <translation>{begin} 秒到 {end} 秒，“{words}”</translation>
    </message>
  </context>
  <context>
    <name>VoiceChip</name>
    <message>
      <source>Voice</source>
      <translation>音色</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>Using {other} instead of {service}</source>
      <translation>改用 {other} 朗读（{service} 无响应）</translation>
    </message>
  </context>
  <context>
    <name>VoiceDetails</name>
    <message>
      <source>Details of “{voice}” – CosyVoice Home</source>
      <translation>“{voice}”的详细信息 – CosyVoice Home</translation>
    </message>
    <message>
      <source>not reported by the service</source>
      <translation>服务未提供</translation>
    </message>
    <message>
      <source>Service:</source>
      <translation>服务：</translation>
    </message>
    <message>
      <source>Length:</source>
      <translation>时长：</translation>
    </message>
    <message>
      <source>Size:</source>
      <translation>大小：</translation>
    </message>
    <message>
      <source>Added:</source>
      <translation>添加时间：</translation>
    </message>
    <message>
      <source>Model:</source>
      <translation>模型：</translation>
    </message>
    <message>
      <source>Speaking styles:</source>
      <translation>朗读风格：</translation>
    </message>
    <message>
      <source>ID:</source>
      <translation>ID：</translation>
    </message>
    <message>
      <source>Transcript:</source>
      <translation>参考文本：</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>详情</translation>
    </message>
  </context>
  <context>
    <name>VoiceFileDialog</name>
    <message>
      <source>Make a voice from a file</source>
      <translation>用文件制作音色</translation>
    </message>
    <message>
      <source>Audio and video ({patterns})</source>
      <translation>音频和视频 ({patterns})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
  </context>
  <context>
    <name>Voices</name>
    <message>
      <source>Keep the recording? You haven't made a voice from it yet.</source>
      <translation>保留这段录音吗？尚未用来制作音色。</translation>
    </message>
    <message>
      <source>You can continue later from the list of voices.</source>
      <translation>以后可以从音色列表继续。</translation>
    </message>
    <message>
      <source>&amp;Keep recording</source>
      <translation>保留录音(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Delete recording</source>
      <translation>删除录音(&amp;D)</translation>
    </message>
    <message>
      <source>Sample voice</source>
      <translation>示例音色</translation>
    </message>
  </context>
  <context>
    <name>VoicesModel</name>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
    <message>
      <source>In review</source>
      <translation>审核中</translation>
    </message>
    <message>
      <source>Refused by the service</source>
      <translation>服务未通过</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>默认音色</translation>
    </message>
    <message>
      <source>Style: {names}</source>
      <translation>风格：{names}</translation>
    </message>
    <message>
      <source>Model {model}</source>
      <translation>模型 {model}</translation>
    </message>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>“{said}”</source>
      <translation>“{said}”</translation>
    </message>
    <message>
      <source>The service reviewed this voice and refused it. Record it again.</source>
      <translation>服务审核后未通过此音色。请重新录制。</translation>
    </message>
    <message>
      <source>The service is reviewing this voice. Refresh the list in a moment.</source>
      <translation>服务正在审核此音色。请稍后刷新列表。</translation>
    </message>
    <message>
      <source>This voice speaks only with the model {model}. New voices are made for {other}. It isn't used unless you choose it.</source>
      <translation>此音色只能使用模型 {model}，新音色则为 {other} 创建。除非您主动选择，否则不会使用。</translation>
    </message>
    <message>
      <source>Speaking styles with this voice: {names}</source>
      <translation>使用此音色的朗读风格：{names}</translation>
    </message>
  </context>
  <context>
    <name>VoicesWindow</name>
    <message>
      <source>Voices – CosyVoice Home</source>
      <translation>音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>&amp;Read with this voice</source>
      <translation>用这个音色朗读(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Make a voice</source>
      <translation>制作音色(&amp;M)</translation>
    </message>
    <message>
      <source>From a &amp;file…</source>
      <translation>从文件(&amp;F)…</translation>
    </message>
    <message>
      <source>Re&amp;name here…</source>
      <translation>在本机重命名(&amp;N)…</translation>
    </message>
    <message>
      <source>New speaking st&amp;yle…</source>
      <translation>新建朗读风格(&amp;Y)…</translation>
    </message>
    <message>
      <source>&amp;Play the recording</source>
      <translation>播放录音(&amp;P)</translation>
    </message>
    <message>
      <source>Copy &amp;ID</source>
      <translation>复制 ID(&amp;I)</translation>
    </message>
    <message>
      <source>De&amp;tails…</source>
      <translation>详细信息(&amp;T)…</translation>
    </message>
    <message>
      <source>&amp;Delete…</source>
      <translation>删除(&amp;D)…</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>刷新</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜索</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Voices</source>
      <translation>音色</translation>
    </message>
    <message>
      <source>Refresh (F5)</source>
      <translation>刷新 (F5)</translation>
    </message>
    <message>
      <source>Search names and transcripts</source>
      <translation>搜索名称和参考文本</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>排序</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>最新的在前</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>最早的在前</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>按名称</translation>
    </message>
    <message>
      <source>Longest first</source>
      <translation>最长的在前</translation>
    </message>
    <message>
      <source>Ten seconds of speech make a voice. Select “Make a voice” and read a few lines, or drop a recording here.</source>
      <translation>十秒钟的录音就能做成一个音色。点击“制作音色”朗读几句话，或把录音拖到这里。</translation>
    </message>
    <message>
      <source>Whose voice shall read to you?</source>
      <translation>想听谁的声音为您朗读？</translation>
    </message>
    <message>
      <source>Yours, your mother's, your child's: ten seconds are enough. Ask them first.</source>
      <translation>您自己的、妈妈的、孩子的：十秒钟就够了。请先征得本人同意。</translation>
    </message>
    <message>
      <source>Show all voices</source>
      <translation>显示全部音色</translation>
    </message>
    <message>
      <source>No voice found</source>
      <translation>没有找到音色</translation>
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation>重试(&amp;G)</translation>
    </message>
    <message>
      <source>Open settings</source>
      <translation>打开设置</translation>
    </message>
    <message>
      <source>Can't list the voices</source>
      <translation>无法列出音色</translation>
    </message>
    <message>
      <source>What a voice says when you hear it</source>
      <translation>试听时朗读的句子</translation>
    </message>
    <message>
      <source>&amp;Sentence:</source>
      <translation>试听句子(&amp;S)：</translation>
    </message>
    <message>
      <source>the built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>“{service}”</source>
      <translation>“{service}”</translation>
    </message>
    <message>
      <source>No voices on “{service}” yet</source>
      <translation>“{service}”上还没有音色</translation>
    </message>
    <message>
      <source>No voices on this computer yet</source>
      <translation>本机还没有音色</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) on this computer</source>
      <translation>
        <numerusform>本机有 %n 个音色</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) on “{service}” · shared with everyone who uses this service</source>
      <translation>
        <numerusform>“{service}”上有 %n 个音色 · 使用此服务的人都能看到</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Search %n voice(s)</source>
      <translation>
        <numerusform>搜索 %n 个音色</numerusform>
      </translation>
    </message>
    <message>
      <source>Waiting for {service} to list its voices…</source>
      <translation>正在等待{service}列出音色…</translation>
    </message>
    <message>
      <source>No voice has “{words}” in its name or transcript.</source>
      <translation>没有名称或参考文本含有“{words}”的音色。</translation>
    </message>
    <message>
      <source>Now reading with “{voice}”.</source>
      <translation>现在用“{voice}”朗读。</translation>
    </message>
    <message>
      <source>Now reading with “{voice}” instead of the speaking style “{style}”.</source>
      <translation>改用“{voice}”朗读，不再使用朗读风格“{style}”。</translation>
    </message>
    <message>
      <source>It speaks with its own model, {model}.</source>
      <translation>使用自身的模型 {model}。</translation>
    </message>
    <message>
      <source>Rename voice – CosyVoice Home</source>
      <translation>重命名音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Name of this voice on this computer. Others keep seeing its old name.
Leave it empty to use the name that the service has.</source>
      <translation>此音色在本机上的名称，其他人看到的名称不变。
留空则使用服务上的名称。</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <source>St&amp;op</source>
      <translation>停止(&amp;O)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
    <message>
      <source>Added “{voice}” on {service}.</source>
      <translation>已添加“{voice}”到{service}。</translation>
    </message>
    <message>
      <source>Added “{voice}”.</source>
      <translation>已添加“{voice}”。</translation>
    </message>
    <message>
      <source>The service is still reviewing it. You can use it after that.</source>
      <translation>服务仍在审核，通过后即可使用。</translation>
    </message>
    <message>
      <source>Re&amp;fresh</source>
      <translation>刷新(&amp;F)</translation>
    </message>
    <message>
      <source>Delete voices – CosyVoice Home</source>
      <translation>删除音色 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Delete the voice “{voice}”?</source>
      <translation>删除音色“{voice}”吗？</translation>
    </message>
    <message numerus="yes">
      <source>Delete %n voice(s)?</source>
      <translation>
        <numerusform>删除 %n 个音色吗？</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>删除(&amp;D)</translation>
    </message>
    <message>
      <source>This affects everyone who uses “{service}”.</source>
      <translation>删除后，使用“{service}”的所有人都不能再用。</translation>
    </message>
    <message>
      <source>This deletes your current voice. The newest voice will be used instead.</source>
      <translation>当前音色将被删除，之后改用最新的音色。</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) will stop working: {names}.</source>
      <translation>
        <numerusform>%n 个朗读风格将失效：{names}。</numerusform>
      </translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此操作无法撤销。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted.</source>
      <translation>
        <numerusform>已删除 %n 个音色。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted on {service}.</source>
      <translation>
        <numerusform>已在{service}上删除 %n 个音色。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>VolumeButton</name>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>Volume: {percent}%</source>
      <translation>音量：{percent}%</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
  </context>
  <context>
    <name>Waveform</name>
    <message>
      <source>Waveform</source>
      <translation>波形</translation>
    </message>
    <message>
      <source>Start of the selected part</source>
      <translation>片段起点</translation>
    </message>
    <message>
      <source>End of the selected part</source>
      <translation>片段终点</translation>
    </message>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
  </context>
  <context>
    <name>Ways</name>
    <message>
      <source>Asks the service for this mood.</source>
      <translation>请服务用这种情绪朗读。</translation>
    </message>
    <message>
      <source>Chinese texts are read in this dialect.</source>
      <translation>中文用这种方言朗读。</translation>
    </message>
    <message>
      <source>As in the recording</source>
      <translation>和录音一样</translation>
    </message>
    <message>
      <source>Speaks the language of the recording, in its tone.</source>
      <translation>用录音的语言和语气朗读。</translation>
    </message>
    <message>
      <source>In other languages</source>
      <translation>说其他语言</translation>
    </message>
    <message>
      <source>Speaks languages that the recording doesn't.</source>
      <translation>可以说录音里没有的语言。</translation>
    </message>
    <message>
      <source>Cheerful</source>
      <translation>欢快</translation>
    </message>
    <message>
      <source>Calm</source>
      <translation>平静</translation>
    </message>
    <message>
      <source>Whisper</source>
      <translation>轻声细语</translation>
    </message>
    <message>
      <source>Sichuan</source>
      <translation>四川话</translation>
    </message>
    <message>
      <source>Cantonese</source>
      <translation>粤语</translation>
    </message>
    <message>
      <source>My own words…</source>
      <translation>自己描述…</translation>
    </message>
    <message>
      <source>Follows the mood, dialect, or role that you describe.</source>
      <translation>按您描述的情绪、方言或角色朗读。</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <source>Welcome to CosyVoice Home</source>
      <translation>欢迎使用 CosyVoice Home</translation>
    </message>
    <message>
      <source>&amp;Back</source>
      <translation>上一步(&amp;B)</translation>
    </message>
    <message>
      <source>Set up &amp;later</source>
      <translation>稍后设置(&amp;L)</translation>
    </message>
    <message>
      <source>Co&amp;ntinue</source>
      <translation>继续(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Done</source>
      <translation>完成(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Open the Reader</source>
      <translation>打开朗读窗口(&amp;O)</translation>
    </message>
    <message>
      <source>Who should read to you?</source>
      <translation>由谁为您朗读？</translation>
    </message>
    <message>
      <source>You can change this at any time in the settings.</source>
      <translation>以后可以随时在设置里更改。</translation>
    </message>
    <message>
      <source>Your Model Studio key</source>
      <translation>百炼的 API Key</translation>
    </message>
    <message>
      <source>Where is your service?</source>
      <translation>您的服务在哪里？</translation>
    </message>
    <message>
      <source>Neither the key nor anything you read or record is sent before you agree.</source>
      <translation>在您同意之前，不会发送 API Key，也不会发送任何文字和录音。</translation>
    </message>
    <message>
      <source>It is tested as soon as you enter its address.</source>
      <translation>填写地址后会立即测试。</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>试一试</translation>
    </message>
    <message>
      <source>Any text, in any program, is read this way.</source>
      <translation>任何程序里的文字都可以这样朗读。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>WhoPage</name>
    <message>
      <source>The built-in voice</source>
      <translation>内置音色</translation>
    </message>
    <message>
      <source>A CosyVoice service</source>
      <translation>CosyVoice 服务</translation>
    </message>
    <message>
      <source>A Model Studio key</source>
      <translation>阿里云百炼的 API Key</translation>
    </message>
    <message>
      <source>Works right away, offline, in many languages. It sounds synthetic.</source>
      <translation>立即可用，无需网络，支持多种语言。听起来像机器。</translation>
    </message>
    <message>
      <source>Sounds like a person, and speaks in voices you record. You need its address.</source>
      <translation>像真人，能用您录制的音色朗读。需要服务的地址。</translation>
    </message>
    <message>
      <source>Alibaba Cloud runs CosyVoice for you. Cloning is free, speech is billed.</source>
      <translation>由阿里云运行 CosyVoice。复刻免费，朗读计费。</translation>
    </message>
    <message>
      <source>Found on your network:</source>
      <translation>在网络中找到：</translation>
    </message>
    <message>
      <source>Hello! I am the built-in voice.</source>
      <translation>你好！我是内置音色。</translation>
    </message>
    <message>
      <source>Hello! This voice was made from a recording of a few seconds.</source>
      <translation>你好！这个音色来自几秒钟的录音。</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>试听(&amp;H)</translation>
    </message>
    <message>
      <source>Hear an &amp;example</source>
      <translation>试听示例(&amp;E)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
  </context>
  <context>
    <name>WhoReads</name>
    <message>
      <source>Built-in</source>
      <translation>内置</translation>
    </message>
    <message>
      <source>Newest voice</source>
      <translation>最新的音色</translation>
    </message>
    <message>
      <source>Selected voice</source>
      <translation>选定的音色</translation>
    </message>
    <message>
      <source>Voice: {name}</source>
      <translation>音色：{name}</translation>
    </message>
    <message>
      <source>Speaking style: {name}</source>
      <translation>朗读风格：{name}</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗读风格</translation>
    </message>
    <message>
      <source>All &amp;voices…</source>
      <translation>全部音色(&amp;V)…</translation>
    </message>
    <message>
      <source>Speaking st&amp;yles…</source>
      <translation>朗读风格(&amp;Y)…</translation>
    </message>
  </context>
  <context>
    <name>_ReadsNow</name>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
  </context>
</TS>
